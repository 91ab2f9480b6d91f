import { printAccess } from './development/print-access.ts';
import { readSettings, SettingsRefused } from '@caseline/hosting';
import { startServer, type RunningServer } from './server.ts';

/** Node of this major version or a newer one has what the embedded stores need. */
const REQUIRED_NODE = 24;
/** A server that has not let go of everything by then is ended. */
const SHUTDOWN_MS = 10_000;

async function main(): Promise<void> {
  if (Number(process.versions.node.split('.')[0]) < REQUIRED_NODE) {
    fail('node-too-old', `Caseline needs Node ${REQUIRED_NODE}; this is ${process.versions.node}.`);
  }
  const server = await startServer(readSettings(process.env)).catch(explainAndExit);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void shutDown(server));
  }
  console.log(`Caseline listens on ${server.url}`);
  if (server.access !== null) printAccess(server.url, server.access);
}

async function shutDown(server: RunningServer): Promise<void> {
  setTimeout(() => process.exit(1), SHUTDOWN_MS).unref();
  await server.close();
  process.exit(0);
}

/** Says in one line per fault why the server does not start; a stack trace only for a bug. */
function explainAndExit(error: unknown): never {
  if (error instanceof SettingsRefused) return fail(error.code, error.message);
  if (error instanceof Error && 'code' in error) return fail(String(error.code), error.message);
  throw error;
}

function fail(code: string, reason: string): never {
  console.error(`Caseline does not start (${code})\n${reason}`);
  process.exit(1);
}

await main();
