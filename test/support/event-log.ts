/** The real log that some tests need; it is not part of the product, so its place is told. */
import { existsSync } from 'node:fs';
import { describe } from '@jest/globals';

/** Describes tests of the real log, or skips them aloud where `CASELINE_BPI_LOG` names no file. */
export function describeWithEventLog(title: string, body: (logPath: string) => void): void {
  const logPath = process.env['CASELINE_BPI_LOG'];
  if (logPath !== undefined && existsSync(logPath)) {
    describe(title, () => body(logPath));
    return;
  }
  const reason = logPath === undefined ? 'CASELINE_BPI_LOG is not set' : `no file ${logPath}`;
  describe.skip(`${title} [skipped: ${reason}]`, () => body('absent'));
}
