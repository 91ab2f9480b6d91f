import { openEmbeddedEventStore } from '@caseline/event-store-embedded';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventStoreContract } from './event-store-contract.ts';
import type { OpenStore } from './event-store-contract.ts';
import { eventStoreSubscriptionContract } from './event-store-subscription-contract.ts';

const inMemory: OpenStore = async (clock) => {
  const store = await openEmbeddedEventStore({ folder: ':memory:', clock });
  return { store, streamPrefix: 'case', dispose: () => store.close() };
};

const onFiles: OpenStore = async (clock) => {
  const folder = await mkdtemp(join(tmpdir(), 'caseline-events-'));
  const store = await openEmbeddedEventStore({ folder, clock });
  const dispose = async () => {
    await store.close();
    await rm(folder, { recursive: true });
  };
  return { store, streamPrefix: 'case', dispose };
};

eventStoreContract('embedded, in memory', inMemory);
eventStoreContract('embedded, on files', onFiles);
eventStoreSubscriptionContract('embedded, in memory', inMemory);
eventStoreSubscriptionContract('embedded, on files', onFiles);
