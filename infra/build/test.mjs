/** `npm test`: type check and lint through Nx, then every test with Jest. Arguments go to Jest. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './compile.mjs';
import { nodeVersionComplaint } from './node-version.mjs';

const complaint = nodeVersionComplaint();
if (complaint !== undefined) {
  console.error(complaint);
  process.exit(1);
}
const nx = join(root, 'node_modules', 'nx', 'bin', 'nx.js');
const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');

run('type check', [nx, 'run-many', '-t', 'typecheck', '--parallel=2']);
run('lint', [join(root, 'infra', 'lint', 'lint.mjs')]);
run('tests', [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  jest,
  '-c',
  join(root, 'test', 'jest.config.mjs'),
  ...process.argv.slice(2),
]);

function run(step, args) {
  console.log(`\n== ${step}`);
  const env = { ...process.env, NX_ISOLATE_PLUGINS: 'false' };
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit', env });
  if (status !== 0) process.exit(status ?? 1);
}
