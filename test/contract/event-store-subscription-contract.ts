import { NO_STREAM, START } from '@caseline/event-sourcing';
import type { EventStore, SubscriptionMessage } from '@caseline/event-sourcing';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { OpenStore, StoreUnderTest } from './event-store-contract.ts';
import { noted } from './event-store-scenes.ts';

/** What every `EventStore` promises about subscriptions; runs over each implementation. */
export function eventStoreSubscriptionContract(name: string, open: OpenStore): void {
  describe(`event store subscriptions: ${name}`, () => {
    let underTest: StoreUnderTest;
    let stop: AbortController;
    const stream = (suffix: string) => `${underTest.streamPrefix}-${suffix}`;
    const append = (suffix: string, text = suffix) =>
      underTest.store.append(stream(suffix), [noted(text)], NO_STREAM);
    const follow = (after: number, batchSize = 500) => {
      const filter = { streamPrefixes: [underTest.streamPrefix] };
      const options = { after, filter, batchSize, signal: stop.signal };
      return underTest.store.subscribe(options)[Symbol.asyncIterator]();
    };

    beforeEach(async () => {
      underTest = await open({ now: () => Date.UTC(2026, 2, 1) });
      stop = new AbortController();
    });
    afterEach(async () => {
      stop.abort();
      await underTest.dispose();
    });

    test('catches up, says so, and follows', async () => {
      const before = await underTest.store.head();
      await append('1');
      const second = await append('2');
      const messages = follow(before);
      expect(await textsUntilCaughtUp(messages)).toEqual(['1', '2']);
      const third = await append('3');
      expect(third.position).toBeGreaterThan(second.position);
      expect(await textsUntilCaughtUp(messages)).toEqual(['3']);
    });

    test('waits at the end of the log and wakes with the next append', async () => {
      const messages = follow(await underTest.store.head());
      expect(await next(messages)).toMatchObject({ kind: 'caught-up' });
      const waiting = next(messages);
      const { position } = await append('1');
      expect(await waiting).toMatchObject({ kind: 'events', events: [{ position }] });
    });

    test('yields every event once, in order, while writers go on', async () => {
      const before = await underTest.store.head();
      const wanted = 300;
      for (let n = 0; n < 100; n += 1) await append(`early-${n}`);
      const messages = follow(before, 7);
      const writing = writeBeside(underTest.store, stream, wanted - 100);
      const positions: number[] = [];
      while (positions.length < wanted) {
        const message = await next(messages);
        if (message?.kind === 'events') positions.push(...message.events.map((e) => e.position));
      }
      await writing;
      expect(positions).toEqual([...new Set(positions)].sort((a, b) => a - b));
      expect(positions).toHaveLength(wanted);
    });

    test('the position of caught-up is at or behind the last event yielded', async () => {
      const { position } = await append('1');
      const messages = follow(START);
      let message = await next(messages);
      while (message?.kind === 'events') message = await next(messages);
      expect(message?.position).toBeGreaterThanOrEqual(position);
    });

    test('ends when it is aborted while it waits', async () => {
      const messages = follow(await underTest.store.head());
      await next(messages);
      const waiting = messages.next();
      stop.abort();
      expect(await waiting).toEqual({ done: true, value: undefined });
    });

    test('ends at once when it was aborted before', async () => {
      await append('1');
      stop.abort();
      expect(await follow(START).next()).toEqual({ done: true, value: undefined });
    });

    test('two subscriptions do not take events from each other', async () => {
      const before = await underTest.store.head();
      const [one, two] = [follow(before), follow(before)];
      await append('1');
      expect(await textsUntilCaughtUp(one)).toEqual(['1']);
      expect(await textsUntilCaughtUp(two)).toEqual(['1']);
    });
  });
}

type Messages = AsyncIterator<SubscriptionMessage>;

async function next(messages: Messages): Promise<SubscriptionMessage | undefined> {
  const { value, done } = await messages.next();
  return done === true ? undefined : value;
}

async function textsUntilCaughtUp(messages: Messages): Promise<string[]> {
  const texts: string[] = [];
  for (;;) {
    const message = await next(messages);
    if (message === undefined || message.kind === 'caught-up') return texts;
    for (const event of message.events) texts.push((event.data as { text: string }).text);
  }
}

/** Four writers, each with streams of its own. */
async function writeBeside(
  store: EventStore,
  stream: (suffix: string) => string,
  count: number,
): Promise<void> {
  const writer = async (number: number) => {
    for (let n = 0; n < count / 4; n += 1) {
      await store.append(stream(`late-${number}-${n}`), [noted('late')], NO_STREAM);
    }
  };
  await Promise.all([0, 1, 2, 3].map(writer));
}
