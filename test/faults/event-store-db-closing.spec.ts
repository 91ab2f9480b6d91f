/** Letting go of EventStoreDB: what a reader has left behind must not hold up its process. */
import { openEventStoreDb } from '@caseline/event-store-db';
import { AppendOutcomeUnknown, NO_STREAM, START } from '@caseline/event-sourcing';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream';
import { noted } from '../contract/event-store-scenes.ts';
import { EventStoreServer } from '../support/event-store-server/event-store-server.ts';
import { storeOnServer } from '../support/event-store-server/store-on-server.ts';
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
/** Longer than any test is given. */
const NEVER_MS = 3_600_000;

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

describe('A store that is closed', () => {
  test('leaves no connection behind', async () => {
    const server = await EventStoreServer.start();
    const between = new Set<Promise<unknown>>();
    const listener = createServer((socket) => {
      const onwards = connect(server.port, '127.0.0.1');
      between.add(once(socket, 'close'));
      // Whoever ends, both ends are gone.
      pipeline(socket, onwards, socket, () => undefined);
    });
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    const { port } = listener.address() as AddressInfo;
    const store = await openEventStoreDb({
      connectionString: `esdb://127.0.0.1:${port}?tls=false`,
    });
    // The call of the appends stays open behind them.
    await store.append('case-1', [noted('a')], NO_STREAM);
    await store.close();
    expect(between.size).toBe(1);
    await Promise.all(between);
    listener.close();
    await server.stop();
  });

  test('leaves nobody waiting for an answer', async () => {
    // Nothing else must end the calls: neither our deadline nor the connection's sign of life.
    const options = `&keepAliveInterval=${NEVER_MS}`;
    const on = await storeOnServer({ timings: { callMs: NEVER_MS }, options });
    await on.store.append('case-1', [noted('a')], NO_STREAM);
    const { calls, faults } = on.server;
    faults.next('append', { kind: 'half-open' });
    const appending = on.store.append('case-1', [noted('b')], 0);
    while (faults.pending > 0) await on.store.head();
    faults.next('read', { kind: 'half-open' });
    const waiting = Promise.allSettled([appending, on.store.head()]);
    await calls.until(() => faults.pending === 0);
    await on.store.close();
    const closed: unknown = expect.objectContaining({ code: 'event-store-closed' });
    expect(await waiting).toEqual([
      { status: 'rejected', reason: expect.any(AppendOutcomeUnknown) },
      { status: 'rejected', reason: closed },
    ]);
    await on.server.stop();
  });
});
