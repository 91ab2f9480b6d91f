/** Readings and subscriptions of EventStoreDB that break off, fall silent or bring bad events. */
import { NO_STREAM, START, UnreadableEvent } from '@caseline/event-sourcing';
import type { EventStore, SubscriptionMessage } from '@caseline/event-sourcing';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { collectAll, noted } from '../contract/event-store-scenes.ts';
import { EventStoreServer } from '../support/event-store-server/event-store-server.ts';
import type { BreakOff, Malformation } from '../support/event-store-server/faults.ts';
import { storeOnServer } from '../support/event-store-server/store-on-server.ts';
import type { StoreOnServer } from '../support/event-store-server/store-on-server.ts';

const EVENTS = 20;

let on: StoreOnServer;
let stop: AbortController;
let rejections: unknown[];
const note = (reason: unknown) => rejections.push(reason);

beforeEach(async () => {
  rejections = [];
  process.on('unhandledRejection', note);
  process.on('uncaughtException', note);
  stop = new AbortController();
  on = await storeOnServer();
});
afterEach(async () => {
  stop.abort();
  await on[Symbol.asyncDispose]();
  process.off('unhandledRejection', note);
  process.off('uncaughtException', note);
  expect(rejections).toEqual([]);
});

const texts = (count: number, from = 0) => Array.from({ length: count }, (_, n) => `${from + n}`);

/** One event each in streams of their own. */
async function write(names: readonly string[]): Promise<void> {
  for (const name of names) await on.store.append(`case-${name}`, [noted(name)], NO_STREAM);
}

const follow = (store: EventStore, after = START, batchSize = 4) =>
  store.subscribe({ after, batchSize, signal: stop.signal })[Symbol.asyncIterator]();

type Messages = AsyncIterator<SubscriptionMessage>;

async function textsUntil(messages: Messages, last: string): Promise<string[]> {
  const read: string[] = [];
  while (read.at(-1) !== last) {
    const { value, done } = await messages.next();
    if (done === true) throw new Error('the subscription ended');
    const message: SubscriptionMessage = value;
    if (message.kind !== 'events') continue;
    read.push(...message.events.map(({ data }) => (data as { text: string }).text));
  }
  return read;
}

async function untilCaughtUp(messages: Messages): Promise<void> {
  for (;;) {
    const { value } = await messages.next();
    if ((value as SubscriptionMessage).kind === 'caught-up') return;
  }
}

/** What the server itself writes into every log. */
async function writeStatistics(count: number): Promise<void> {
  const bytes = new TextEncoder().encode('{}');
  const contentType = 'application/json';
  for (let n = 0; n < count; n += 1) {
    const event = { id: noted('x').id, type: '$stats', contentType, data: bytes, metadata: bytes };
    const asked = { streamId: '$stats-0.0.0.0', events: [event], createdAtMs: 0 };
    await on.server.log.append({ ...asked, expected: 'any' });
  }
}

describe('A subscription', () => {
  test.each<BreakOff>(['clean-end', 'error', 'consumer-too-slow', 'stall'])(
    'goes on behind what it brought after: %s',
    async (how) => {
      const messages = follow(on.store);
      await untilCaughtUp(messages);
      // The first connection is told nothing new; what replaces it breaks off in the middle.
      on.server.faults.next('subscribe', { kind: 'break-off', afterEvents: 3, how });
      on.server.faults.next('subscribe', { kind: 'break-off', afterEvents: 0, how });
      const reading = textsUntil(messages, `${EVENTS - 1}`);
      await write(texts(EVENTS));
      expect(await reading).toEqual(texts(EVENTS));
    },
  );

  test.each<[BreakOff, RegExp]>([
    ['clean-end', /the server ended the subscription/],
    ['error', /Server is unavailable/],
    ['stall', /says nothing/],
  ])('that broke off says so and resumes: %s', async (how, detail) => {
    on.server.faults.next('subscribe', { kind: 'break-off', afterEvents: 3, how });
    const messages = follow(on.store);
    await untilCaughtUp(messages);
    const reading = textsUntil(messages, `${EVENTS - 1}`);
    await write(texts(EVENTS));
    expect(await reading).toEqual(texts(EVENTS));
    const resumed = { kind: 'subscription-resumed', detail: expect.stringMatching(detail) };
    expect(on.faults).toContainEqual(expect.objectContaining(resumed));
  });

  test.each<BreakOff>(['clean-end', 'error', 'stall'])(
    'that breaks off while it catches up leaves nothing out: %s',
    async (how) => {
      await write(texts(EVENTS));
      on.server.faults.next('read', { kind: 'break-off', afterEvents: 7, how });
      const messages = follow(on.store);
      expect(await textsUntil(messages, `${EVENTS - 1}`)).toEqual(texts(EVENTS));
    },
  );

  test('that is half-open from the beginning is replaced', async () => {
    on.server.faults.next('subscribe', { kind: 'half-open' });
    const messages = follow(on.store);
    await untilCaughtUp(messages);
    const reading = textsUntil(messages, '2');
    await write(texts(3));
    expect(await reading).toEqual(texts(3));
  });

  test('finds the server again after it was away', async () => {
    await write(texts(3));
    const messages = follow(on.store);
    expect(await textsUntil(messages, '2')).toEqual(texts(3));
    const { log, port } = on.server;
    await on.server.stop();
    const resumed = on.told('subscription-resumed');
    const reading = textsUntil(messages, '5');
    await resumed;
    const restarted = await EventStoreServer.start({ log, port });
    await write(texts(3, 3));
    expect(await reading).toEqual(texts(3, 3));
    stop.abort();
    await restarted.stop();
  });

  test('is caught up although the server writes statistics', async () => {
    await write(texts(2));
    await writeStatistics(100);
    const messages = follow(on.store);
    expect(await textsUntil(messages, '1')).toEqual(texts(2));
    await untilCaughtUp(messages);
    await writeStatistics(50);
    const reading = textsUntil(messages, '4');
    await write(texts(3, 2));
    expect(await reading).toEqual(texts(3, 2));
    await untilCaughtUp(messages);
    expect(on.faults).toEqual([]);
  });

  test('that is idle is left alone', async () => {
    const messages = follow(on.store);
    await untilCaughtUp(messages);
    const waiting = messages.next();
    // Several looks at the head pass while the server writes only its own events.
    const { calls } = on.server;
    const before = calls.begun('read');
    for (let look = 0; look < 3; look += 1) {
      await writeStatistics(1);
      await calls.until(() => calls.begun('read') > before + look);
    }
    await write(['0']);
    expect((await waiting).value).toMatchObject({ kind: 'events' });
    expect(calls.begun('subscribe')).toBe(1);
  });

  test('leaves no call behind, however it ends', async () => {
    const padding = 'x'.repeat(200_000);
    for (const name of texts(EVENTS)) {
      await on.store.append(`case-${name}`, [noted(name, { padding })], NO_STREAM);
    }
    for await (const message of on.store.subscribe({ after: START, signal: stop.signal })) {
      if (message.kind === 'events') break;
    }
    for await (const events of on.store.readAll({ after: START, batchSize: 2 })) {
      expect(events).toHaveLength(2);
      break;
    }
    const messages = follow(on.store);
    await untilCaughtUp(messages);
    const waiting = messages.next();
    const { calls } = on.server;
    await calls.until(() => calls.open('subscribe') === 1);
    stop.abort();
    await waiting;
    await calls.none();
  });

  test('holds little for a reader who is slow', async () => {
    const text = 'x'.repeat(100_000);
    for (let n = 0; n < 40; n += 1) {
      await on.store.append(`case-${n}`, [noted(`${n}`, { text: `${n}`, padding: text })], -1);
    }
    const messages = follow(on.store, START, 2);
    const read: string[] = [];
    while (read.length < 40) {
      const message = (await messages.next()).value as SubscriptionMessage;
      if (message.kind !== 'events') continue;
      expect(message.events.length).toBeLessThanOrEqual(2);
      read.push(...message.events.map(({ data }) => (data as { text: string }).text));
    }
    expect(read).toEqual(texts(40));
  });
});

const malformations: readonly Malformation[] = [
  'data-not-json',
  'metadata-not-json',
  'metadata-incomplete',
  'not-json-content',
  'bad-id',
  'no-id',
  'no-stream',
];

describe('An event that cannot be read', () => {
  test.each(malformations)('is left out of the log with a report: %s', async (how) => {
    await write(texts(5));
    on.server.faults.next('read', { kind: 'delay', until: Promise.resolve() });
    on.server.faults.next('read', { kind: 'malformed', at: 2, how });
    const events = await collectAll(on.store, { after: START });
    expect(events.map(({ streamId }) => streamId)).toEqual([
      'case-0',
      'case-1',
      'case-3',
      'case-4',
    ]);
    const position = on.server.log.all[2]?.position;
    expect(on.faults).toMatchObject([{ kind: 'malformed-event', position }]);
  });

  test.each(malformations)('does not end a subscription: %s', async (how) => {
    on.server.faults.next('subscribe', { kind: 'malformed', at: 2, how });
    const messages = follow(on.store);
    await untilCaughtUp(messages);
    const reading = textsUntil(messages, '4');
    await write(texts(5));
    expect(await reading).toEqual(['0', '1', '3', '4']);
    await untilCaughtUp(messages);
    expect(on.faults.map(({ kind }) => kind)).toEqual(['malformed-event']);
  });

  test.each(malformations)('is an error of its own stream: %s', async (how) => {
    await on.store.append('case-1', [noted('0'), noted('1'), noted('2')], NO_STREAM);
    on.server.faults.next('read', { kind: 'malformed', at: 1, how });
    const reading = on.store.readStream('case-1', { max: 10 });
    await expect(reading).rejects.toThrow(UnreadableEvent);
    expect(await on.store.readStream('case-1', { max: 10 })).toHaveLength(3);
  });
});

describe('A reading', () => {
  test.each(['unavailable', 'not-ready', 'internal'] as const)(
    'is tried again when the server is %s',
    async (as) => {
      await write(texts(3));
      on.server.faults.next('read', { kind: 'refuse', as });
      expect(await on.store.readStream('case-1', { max: 10 })).toHaveLength(1);
      on.server.faults.next('read', { kind: 'delay', until: Promise.resolve() });
      on.server.faults.next('read', { kind: 'refuse', as });
      expect(await collectAll(on.store, { after: START })).toHaveLength(3);
      on.server.faults.next('read', { kind: 'delay', until: Promise.resolve() });
      on.server.faults.next('read', { kind: 'refuse', as });
      const after = on.server.log.all[0]?.position ?? 0;
      expect(await collectAll(on.store, { after })).toHaveLength(2);
      on.server.faults.next('read', { kind: 'half-open' });
      expect(await on.store.head()).toBe(on.server.log.head);
    },
  );

  test('may begin before the very event that is wanted', async () => {
    await write(texts(3));
    const position = on.server.log.all[1]?.position ?? 0;
    const [found] = await collectAll(on.store, { after: position - 1 });
    expect(found).toMatchObject({ streamId: 'case-1', position });
  });

  test('of a position that is of another log says so', async () => {
    await write(texts(3));
    const reading = collectAll(on.store, { after: 200 });
    await expect(reading).rejects.toMatchObject({ code: 'position-unknown' });
  });

  test('without the right to $all says so', async () => {
    await write(texts(1));
    const messages = follow(on.store);
    await untilCaughtUp(messages);
    on.server.faults.byChance = (call) =>
      call === 'append' ? undefined : { kind: 'refuse', as: 'access-denied' };
    const denied = messages.next();
    await expect(denied).rejects.toMatchObject({ code: 'event-store-access-denied' });
  });
});
