/**
 * The stores that servers of a test run on: the embedded ones, or an EventStoreDB test server and
 * PostgreSQL, both of their own, with `CASELINE_TEST_STORES=remote`.
 */
import type { Clock } from '@caseline/event-sourcing';
import { PostgresServer } from './postgres/postgres-server.ts';
import { EventStoreServer } from './event-store-server/event-store-server.ts';

/** Where the servers of a test keep their data. */
export interface TestStores {
  /** Settings of the servers, beside their data folder. */
  readonly environment: Readonly<Record<string, string>>;
  /** Ends the stores; what was kept is gone. */
  end(): Promise<void>;
}

const kinds: Readonly<Record<string, (clock?: Clock) => Promise<TestStores>>> = {
  embedded: async () => ({ environment: {}, end: async () => undefined }),
  remote: openRemoteStores,
};

/** Stores for one test, as the environment of the run wants them; their clock is the test's. */
export function openTestStores(clock: Clock): Promise<TestStores> {
  const kind = process.env['CASELINE_TEST_STORES'] ?? 'embedded';
  const open = kinds[kind];
  if (open === undefined) throw new Error(`CASELINE_TEST_STORES is embedded or remote: ${kind}`);
  return open(clock);
}

/** An EventStoreDB test server in memory and an empty database. */
export async function openRemoteStores(clock?: Clock): Promise<TestStores> {
  const starting = EventStoreServer.start(clock === undefined ? {} : { clock });
  const [server, database] = await Promise.all([starting, takeDatabase()]);
  return {
    environment: { EVENTSTORE_URL: server.connectionString(), DATABASE_URL: database },
    end: async () => {
      await server.stop();
      await leaveDatabase();
    },
  };
}

/** One PostgreSQL for all tests that run at the same time, a database for each. */
let postgres: Promise<PostgresServer> | undefined;
let users = 0;

async function takeDatabase(): Promise<string> {
  users += 1;
  postgres ??= PostgresServer.start();
  return (await postgres).createDatabase();
}

async function leaveDatabase(): Promise<void> {
  users -= 1;
  if (users > 0 || postgres === undefined) return;
  const last = postgres;
  postgres = undefined;
  await (await last).stop();
}
