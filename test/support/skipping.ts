/** Tests that need something a machine may lack are skipped aloud: the report ends with why. */
import { describe } from '@jest/globals';

/** Describes a chapter, or skips it where a reason is given; the title then carries the reason. */
export function describeUnless(missing: string | undefined, title: string, body: () => void): void {
  if (missing === undefined) describe(title, body);
  else describe.skip(`${title} [skipped: ${missing}]`, body);
}
