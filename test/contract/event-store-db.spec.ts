import { openEventStoreDb } from '@caseline/event-store-db';
import { test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { EventStoreServer } from '../support/event-store-server/event-store-server.ts';
import { describeUnless } from '../support/skipping.ts';
import { eventStoreContract } from './event-store-contract.ts';
import type { OpenStore } from './event-store-contract.ts';
import { eventStoreSubscriptionContract } from './event-store-subscription-contract.ts';

const overTestServer: OpenStore = async (clock) => {
  const server = await EventStoreServer.start();
  const store = await openEventStoreDb({ connectionString: server.connectionString(), clock });
  const dispose = async () => {
    await store.close();
    await server.stop();
  };
  return { store, streamPrefix: 'case', dispose };
};

/** A real server keeps what earlier runs wrote, so every test has streams of its own. */
const overRealServer =
  (connectionString: string): OpenStore =>
  async (clock) => {
    const store = await openEventStoreDb({ connectionString, clock });
    return { store, streamPrefix: `contract${randomUUID()}`, dispose: () => store.close() };
  };

eventStoreContract('EventStoreDB, test server', overTestServer);
eventStoreSubscriptionContract('EventStoreDB, test server', overTestServer);

const realServer = process.env['EVENTSTORE_URL'] ?? '';
const missing = realServer === '' ? 'EVENTSTORE_URL names no server' : undefined;

describeUnless(missing, 'EventStoreDB, a real server', () => {
  // One line in the report instead of one for each test of both suites.
  if (missing !== undefined) return test('keeps the contract', () => undefined);
  eventStoreContract('EventStoreDB, real server', overRealServer(realServer));
  eventStoreSubscriptionContract('EventStoreDB, real server', overRealServer(realServer));
});
