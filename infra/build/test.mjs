/** `npm test`: type check and lint through Nx, then every test with Jest. Arguments go to Jest. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './compile.mjs';
import { nodeVersionComplaint } from './node-version.mjs';
import { runTarget } from './nx.mjs';

const complaint = nodeVersionComplaint();
if (complaint !== undefined) {
  console.error(complaint);
  process.exit(1);
}

step('type check', () => runTarget('typecheck').status);
step('lint', () => runNode([join(root, 'infra', 'lint', 'lint.mjs')]));
step('tests', () =>
  runNode([
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    join(root, 'node_modules', 'jest', 'bin', 'jest.js'),
    '-c',
    join(root, 'test', 'jest.config.mjs'),
    ...process.argv.slice(2),
  ]),
);

function step(name, run) {
  console.log(`\n== ${name}`);
  const status = run();
  if (status !== 0) process.exit(status);
}

function runNode(args) {
  return spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status ?? 1;
}
