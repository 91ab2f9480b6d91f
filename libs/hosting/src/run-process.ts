import { flushCompileCache } from 'node:module';
import type { Closable } from './opened-parts.ts';

/** Node of this major version or a newer one has what the embedded stores need. */
const REQUIRED_NODE = 24;
/** A process that has not let go of everything by then is ended. */
const SHUTDOWN_MS = 10_000;

/**
 * Runs a process of Caseline: starts it, and on SIGINT or SIGTERM closes it within ten seconds. One
 * that cannot start says why, by code and sentence, and ends with 1; a stack trace only for a bug.
 */
export async function runProcess<Started extends Closable>(
  name: string,
  start: () => Promise<Started>,
): Promise<Started> {
  const [major = ''] = process.versions.node.split('.');
  if (Number(major) < REQUIRED_NODE) {
    fail(name, 'node-too-old', `${name} needs Node ${REQUIRED_NODE}; this is ${major}.`);
  }
  const started = await start().catch((error: unknown) => explain(name, error));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void shutDown(started));
  }
  // Node would keep what it has compiled when it ends by itself: one that is killed does not.
  setImmediate(flushCompileCache);
  return started;
}

async function shutDown(started: Closable): Promise<void> {
  setTimeout(() => {
    console.error(`Not everything was let go of within ${SHUTDOWN_MS} ms (shutdown-too-slow)`);
    process.exit(1);
  }, SHUTDOWN_MS).unref();
  await started.close();
  process.exit(0);
}

function explain(name: string, error: unknown): never {
  if (error instanceof Error && 'code' in error) fail(name, String(error.code), error.message);
  throw error;
}

function fail(name: string, code: string, reason: string): never {
  console.error(`${name} does not start (${code})\n${reason}`);
  process.exit(1);
}
