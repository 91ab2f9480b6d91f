/** Lints every workspace through Nx; a boundary rule that Nx skips counts as a failure. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../build/compile.mjs';

const nx = join(root, 'node_modules', 'nx', 'bin', 'nx.js');
const { status, stdout, stderr } = spawnSync(
  process.execPath,
  [nx, 'run-many', '-t', 'lint', '--parallel=2', '--outputStyle=static'],
  { cwd: root, encoding: 'utf8', env: { ...process.env, NX_ISOLATE_PLUGINS: 'false' } },
);
process.stdout.write(stdout);
process.stderr.write(stderr);
const skipped = /rule will be skipped/.test(stdout + stderr);
if (skipped) console.error('The layer rule was skipped: the project graph was not available.');
process.exit(skipped ? 1 : (status ?? 1));
