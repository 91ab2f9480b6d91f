/** The session of README.md: commands that are run, and what they are said to print. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** A block of commands, and the block behind it. */
export interface SessionStep {
  readonly commands: string;
  readonly printed: string;
}

/** Parts the output of one block from the next. */
const SEPARATOR = '=== next block of the README ===';

/** The blocks marked `sh run` with the block of output that follows each. */
export const sessionIn = (text: string): readonly SessionStep[] =>
  [...text.matchAll(/```sh run\n([^]*?)```\n+```(?:json|text)\n([^]*?)```/g)].map(
    ([, commands = '', printed = '']) => ({ commands, printed: printed.trim() }),
  );

/** Runs all blocks in one shell, as somebody would type them; answers what each printed. */
export async function runSession(
  steps: readonly SessionStep[],
  at: { readonly folder: string; readonly environment: Readonly<Record<string, string>> },
): Promise<readonly string[]> {
  const script = steps.map(({ commands }) => `${commands}\necho; echo '${SEPARATOR}'`).join('\n');
  const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script], {
    cwd: at.folder,
    env: { PATH: process.env.PATH, ...at.environment },
  });
  return stdout
    .split(SEPARATOR)
    .slice(0, steps.length)
    .map((printed) => printed.trim());
}

/** The output without what differs from run to run: ids, instants, times of day, positions. */
export function comparable(printed: string): unknown {
  const steady = printed
    .replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'AN-ID')
    .replaceAll(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?Z?/g, 'AN-INSTANT')
    .replaceAll(/"position":\s*\d+/g, '"position": 0');
  return /^[[{]/.test(steady) ? (JSON.parse(steady) as unknown) : steady;
}
