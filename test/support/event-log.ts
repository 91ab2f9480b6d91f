/** The real log that some tests need; it is not part of the product, so its place is told. */
import { existsSync } from 'node:fs';
import { describeUnless } from './skipping.ts';

/** Describes tests of the real log, or skips them aloud where `CASELINE_BPI_LOG` names no file. */
export function describeWithEventLog(title: string, body: (logPath: string) => void): void {
  const logPath = process.env['CASELINE_BPI_LOG'];
  describeUnless(whyMissing(logPath), title, () => body(logPath ?? ''));
}

/** The same for what takes minutes: only where `CASELINE_TEST_LONG` is set too. */
export function describeAtLengthWithEventLog(title: string, body: (logPath: string) => void): void {
  if (process.env['CASELINE_TEST_LONG'] !== undefined) describeWithEventLog(title, body);
  else describeUnless('CASELINE_TEST_LONG is not set', title, () => body(''));
}

function whyMissing(logPath: string | undefined): string | undefined {
  if (logPath === undefined) return 'CASELINE_BPI_LOG is not set';
  return existsSync(logPath) ? undefined : `CASELINE_BPI_LOG names no file: ${logPath}`;
}
