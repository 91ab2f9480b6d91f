/** How a reader of EventStoreDB takes what comes: from where, and how much of it at a time. */
import { NO_STREAM, START } from '@caseline/event-sourcing';
import type { RecordedEvent, SubscriptionMessage } from '@caseline/event-sourcing';
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

const follow = (): Messages =>
  on.store.subscribe({ after: START, batchSize: 2, signal: stop.signal })[Symbol.asyncIterator]();

async function nextEvents(messages: Messages): Promise<readonly RecordedEvent[]> {
  for (;;) {
    const message = (await messages.next()).value as SubscriptionMessage;
    if (message.kind === 'events') return message.events;
  }
}

const LOOKS = 300;

const streamsOf = (count: number) => Array.from({ length: count }, (_, n) => `case-${n}`);

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
    const events = Array.from({ length: 80 }, () => noted('a', { padding: 'x'.repeat(10_000) }));
    for (const streamId of streamsOf(10)) await on.store.append(streamId, events, NO_STREAM);
    const { calls } = on.server;
    const before = calls.sentEvents;
    await nextEvents(follow());
    // While these come and go, one event each, the server could have sent everything.
    for (let look = 0; look < LOOKS; look += 1) await on.store.head();
    expect(calls.sentEvents - before - LOOKS).toBeLessThan(500);
  });
});
