/** Letting go of EventStoreDB: what a reader has left behind must not hold up its process. */
import { openEventStoreDb } from '@caseline/event-store-db';
import { NO_STREAM, START } from '@caseline/event-sourcing';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noted } from '../contract/event-store-scenes.ts';
import { EventStoreProcess, killLivingEventStores } from './event-store-process.ts';

/** Readings that are left early; what each had still to say differs from one to the next. */
const READINGS = 20;
/** A little more than is taken in ahead of a reader; each reading begins one further on. */
const EVENTS = 280;
const ONE_FURTHER = 24;
/** While these come and go everything that has room is sent. */
const LOOKS = 20;
/** A call that does not end holds the store for a second, and before that was seen for five. */
const SOON_MS = 700;

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'caseline-closing-'));
});
afterEach(async () => {
  killLivingEventStores();
  await rm(folder, { recursive: true });
});

describe('A store whose readers left early', () => {
  test('closes at once', async () => {
    const { connectionString } = await EventStoreProcess.start(folder);
    const store = await openEventStoreDb({ connectionString });
    await store.append('case-1', [noted('0'), noted('1'), noted('2')], NO_STREAM);
    for (let reading = 0; reading < READINGS; reading += 1) {
      for await (const events of store.readAll({ after: START, batchSize: 1 })) {
        expect(events).toHaveLength(1);
        break;
      }
    }
    const startedAt = performance.now();
    await store.close();
    expect(performance.now() - startedAt).toBeLessThan(SOON_MS);
  });

  test('closes at once although the end of what they were sent is unread', async () => {
    const { connectionString } = await EventStoreProcess.start(folder);
    const store = await openEventStoreDb({ connectionString });
    const many = Array.from({ length: EVENTS }, (_, n) => noted(`${n}`));
    await store.append('case-1', many, NO_STREAM);
    for (const { position } of await store.readStream('case-1', { max: ONE_FURTHER })) {
      for await (const events of store.readAll({ after: position, batchSize: 1 })) {
        expect(events).toHaveLength(1);
        for (let look = 0; look < LOOKS; look += 1) await store.head();
        break;
      }
    }
    const startedAt = performance.now();
    await store.close();
    expect(performance.now() - startedAt).toBeLessThan(SOON_MS);
  });
});
