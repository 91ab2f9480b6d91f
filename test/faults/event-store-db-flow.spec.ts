/** How a reader of EventStoreDB takes what comes: from where, and how much of it at a time. */
import { NO_STREAM, START } from '@caseline/event-sourcing';
import type { EventStore, RecordedEvent, SubscriptionMessage } from '@caseline/event-sourcing';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { noted } from '../contract/event-store-scenes.ts';
import { storeOnServer } from '../support/event-store-server/store-on-server.ts';
import type { StoreOnServer } from '../support/event-store-server/store-on-server.ts';

let on: StoreOnServer;
let stop: AbortController;

beforeEach(async () => {
  stop = new AbortController();
  on = await storeOnServer();
});
afterEach(async () => {
  stop.abort();
  await on[Symbol.asyncDispose]();
});

type Messages = AsyncIterator<SubscriptionMessage>;

const follow = (store: EventStore = on.store): Messages =>
  store.subscribe({ after: START, batchSize: 2, signal: stop.signal })[Symbol.asyncIterator]();

async function nextEvents(messages: Messages): Promise<readonly RecordedEvent[]> {
  for (;;) {
    const message = (await messages.next()).value as SubscriptionMessage;
    if (message.kind === 'events') return message.events;
  }
}

const LOOKS = 300;

const streamsOf = (count: number) => Array.from({ length: count }, (_, n) => `case-${n}`);

/** More than a reader's queue and the network take in. */
async function writeMore(): Promise<void> {
  const events = Array.from({ length: 80 }, () => noted('a', { padding: 'x'.repeat(10_000) }));
  for (const streamId of streamsOf(10)) await on.store.append(streamId, events, NO_STREAM);
}

describe('A subscription', () => {
  test('goes on behind the last event it saw, whatever checkpoints say', async () => {
    on.server.faults.next('subscribe', { kind: 'checkpoint-ahead' });
    const messages = follow();
    // An empty log is caught up with at once; then the subscription stands.
    await messages.next();
    const coming = nextEvents(messages);
    await on.server.calls.until(() => on.server.calls.open('subscribe') === 1);
    const streams = streamsOf(20);
    for (const streamId of streams) await on.store.append(streamId, [noted('a')], NO_STREAM);
    const seen = [...(await coming)];
    while (seen.length < streams.length) seen.push(...(await nextEvents(messages)));
    expect(seen.map(({ streamId }) => streamId)).toEqual(streams);
    expect(on.faults.map(({ kind }) => kind)).toContain('subscription-resumed');
  });

  test('of few streams is not sent the others to learn that it misses nothing', async () => {
    const filter = { streamPrefixes: ['organization-'] };
    const messages = on.store.subscribe({ after: START, filter, signal: stop.signal });
    const coming = nextEvents(messages[Symbol.asyncIterator]());
    const { calls } = on.server;
    await calls.until(() => calls.open('subscribe') === 1);
    for (const streamId of streamsOf(50)) await on.store.append(streamId, [noted('a')], NO_STREAM);
    const [sent, begun] = [calls.sentEvents, calls.begun('read')];
    // A look is two readings: the last event of the log, and what is wanted behind the position.
    await calls.until(() => calls.begun('read') >= begun + 4);
    expect(calls.sentEvents - sent).toBeLessThan(10);
    await on.store.append('organization-1', [noted('b')], NO_STREAM);
    expect(await coming).toMatchObject([{ streamId: 'organization-1' }]);
    expect(on.faults).toEqual([]);
  });

  test('takes no more from the server than a reader who has stopped can hold', async () => {
    await writeMore();
    const { calls } = on.server;
    const before = calls.sentEvents;
    await nextEvents(follow());
    // While these come and go, one event each, the server could have sent everything.
    for (let look = 0; look < LOOKS; look += 1) await on.store.head();
    expect(calls.sentEvents - before - LOOKS).toBeLessThan(500);
  });
});

/** Longer than any test is given. */
const NEVER_MS = 3_600_000;

describe('A subscription that waits', () => {
  test('is ended by its reader', async () => {
    const messages = follow();
    await messages.next();
    const coming = nextEvents(messages);
    const { calls } = on.server;
    await calls.until(() => calls.open('subscribe') === 1);
    await on.store.append('case-1', [noted('a')], NO_STREAM);
    await coming;
    await messages.return?.();
    await calls.none();
  });

  test('waits no longer than its signal', async () => {
    await using patient = await storeOnServer({ timings: { stallMs: NEVER_MS } });
    const messages = follow(patient.store);
    await messages.next();
    const coming = messages.next();
    const { calls } = patient.server;
    await calls.until(() => calls.open('subscribe') === 1);
    stop.abort();
    expect(await coming).toMatchObject({ done: true });
  });

  test('is not asked for again before its pause is over', async () => {
    const timings = { firstBackOffMs: NEVER_MS, longestBackOffMs: NEVER_MS };
    await using patient = await storeOnServer({ timings });
    patient.server.faults.next('subscribe', { kind: 'refuse', as: 'unavailable' });
    const messages = follow(patient.store);
    await messages.next();
    const coming = messages.next();
    await patient.told('subscription-resumed');
    for (let look = 0; look < LOOKS; look += 1) await patient.store.head();
    expect(patient.server.calls.begun('subscribe')).toBe(1);
    stop.abort();
    expect(await coming).toMatchObject({ done: true });
  });
});

describe('A reading', () => {
  test('that is left ends what it has not taken', async () => {
    await writeMore();
    for await (const events of on.store.readAll({ after: START, batchSize: 1 })) {
      expect(events).toHaveLength(1);
      break;
    }
    await on.server.calls.none();
  });
});
