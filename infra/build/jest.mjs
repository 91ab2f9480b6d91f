/** `npm run jest -- ARG…`: Jest alone, on what is compiled. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './compile.mjs';
import { nodeOptions } from './node-options.mjs';

export function runJest(args, settings = {}) {
  const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  const options = ['--experimental-vm-modules', ...nodeOptions('test')];
  return runNode(
    [...options, jest, '-c', join(root, 'test', 'jest.config.mjs'), ...args],
    settings,
  );
}

/** The exit code of Node on `args`. */
function runNode(args, settings = {}) {
  const env = { ...process.env, ...settings };
  return spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit', env }).status ?? 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  process.exit(runJest(process.argv.slice(2)));
}
