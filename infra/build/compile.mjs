/** Compiles every workspace into its dist folder; only what changed is compiled again. */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { nodeVersionComplaint } from './node-version.mjs';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Everything that ships, or the tests and benches with it: a fault in a test stops no server. */
const projects = {
  product: join(root, 'infra', 'build', 'tsconfig.json'),
  test: join(root, 'test', 'tsconfig.json'),
};

/** Runs the compiler; its messages go to standard error. Answers the exit code. */
export function compile(what = 'product') {
  const complaint = nodeVersionComplaint();
  if (complaint !== undefined) {
    console.error(complaint);
    return 1;
  }
  const tsc = join(root, 'node_modules', 'typescript-7', 'bin', 'tsc');
  const run = spawnSync(process.execPath, [tsc, '-b', projects[what]], { stdio: ['ignore', 2, 2] });
  return run.status ?? 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.exit(compile());
