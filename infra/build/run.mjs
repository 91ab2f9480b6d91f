/** `node run.mjs MAIN [ARG…]`: brings dist up to date, then becomes MAIN with the same streams. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { compile, root } from './compile.mjs';

const [main, ...args] = process.argv.slice(2);
const compiled = compile(main.startsWith('test/') ? 'test' : 'product');
if (compiled !== 0) process.exit(compiled);

/** A server makes much short-lived data: with room for it, the collector runs a fourth as often. */
const forServers = main.startsWith('apps/api/') ? ['--max-semi-space-size=64'] : [];

const child = spawn(
  process.execPath,
  [...forServers, '--disable-warning=ExperimentalWarning', join(root, main), ...args],
  { stdio: 'inherit' },
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(signal === null ? (code ?? 1) : 1));
