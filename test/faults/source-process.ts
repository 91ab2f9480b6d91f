import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { join } from 'node:path';

/** What Node needs to run a source file of this repository. */
export const SOURCE_FLAGS = ['--conditions=source', '--disable-warning=ExperimentalWarning'];

/** Starts a script of this folder as a process of its own. */
export function startScript(
  script: string,
  args: readonly string[],
  wrapper: readonly string[] = [],
): ChildProcessWithoutNullStreams {
  const file = join(import.meta.dirname, script);
  const command = [process.execPath, ...SOURCE_FLAGS, file, ...args];
  const [first = process.execPath, ...rest] = [...wrapper, ...command];
  return spawn(first, rest);
}
