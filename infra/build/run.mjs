/**
 * `node run.mjs [NAME=VALUE…] MAIN [ARG…]`: brings dist up to date, then becomes MAIN with the same
 * streams and the settings that are named here.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { compile, root } from './compile.mjs';
import { nodeOptions } from './node-options.mjs';

const given = process.argv.slice(2);
const start = given.findIndex((word) => !/^[A-Z_]+=/.test(word));
const settings = Object.fromEntries(given.slice(0, start).map((word) => word.split('=', 2)));
const [main, ...args] = given.slice(start);
const compiled = compile(main.startsWith('test/') ? 'test' : 'product');
if (compiled !== 0) process.exit(compiled);

const [app] = main.split('/dist/');

/** Node keeps what it has compiled: the next start is quicker by a tenth. */
const compileCache = join(root, 'node_modules', '.cache', 'caseline');

const child = spawn(process.execPath, [...nodeOptions(app), join(root, main), ...args], {
  stdio: 'inherit',
  env: { NODE_COMPILE_CACHE: compileCache, ...process.env, ...settings },
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(signal === null ? (code ?? 1) : 1));
