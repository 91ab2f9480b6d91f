import {
  START,
  NO_STREAM,
  UnstorableEvent,
  WrongExpectedRevision,
  markOf,
} from '@caseline/event-sourcing';
import type { Clock, EventMark, EventStore, NewEvent } from '@caseline/event-sourcing';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { chainFaults, collectAll, noted, streamOf } from './event-store-scenes.ts';

/** A store under test. It may hold other events: the suite looks at streams of its prefix only. */
export interface StoreUnderTest {
  readonly store: EventStore;
  /** What no stream of another test begins with. */
  readonly streamPrefix: string;
  dispose(): Promise<void>;
}

/** Opens a store that stamps by this clock. */
export type OpenStore = (clock: Clock) => Promise<StoreUnderTest>;

const CLOCK_STARTS_AT = Date.UTC(2026, 2, 1, 9);

/** What every `EventStore` promises; runs over each implementation. Uses the port only. */
export function eventStoreContract(name: string, open: OpenStore): void {
  describe(`event store contract: ${name}`, () => {
    let nowMs: number;
    let underTest: StoreUnderTest;
    const clock: Clock = { now: () => nowMs };
    const store = () => underTest.store;
    const stream = (suffix: string) => `${underTest.streamPrefix}-${suffix}`;
    const filter = () => ({ streamPrefixes: [underTest.streamPrefix] });

    beforeEach(async () => {
      nowMs = CLOCK_STARTS_AT;
      underTest = await open(clock);
    });
    afterEach(() => underTest.dispose());

    appending({ store, stream, setClock: (ms) => (nowMs = ms) });
    refusing({ store, stream });
    concurrency({ store, stream, filter });
    readingStreams({ store, stream });
    readingTheLog({ store, stream, filter });
  });
}

interface Scene {
  readonly store: () => EventStore;
  readonly stream: (suffix: string) => string;
}

interface LogScene extends Scene {
  readonly filter: () => { readonly streamPrefixes: readonly string[] };
}

function appending({ store, stream, setClock }: Scene & { setClock: (ms: number) => void }): void {
  test('an append answers where its last event stands and when it was recorded', async () => {
    const answer = await store().append(stream('1'), [noted('a'), noted('b')], NO_STREAM);
    expect(answer).toMatchObject({ revision: 1, recordedAt: '2026-03-01T09:00:00.000Z' });
    expect(await store().head()).toBeGreaterThanOrEqual(answer.position);
    const next = await store().append(stream('1'), [noted('c')], 1);
    expect(next.revision).toBe(2);
    expect(next.position).toBeGreaterThan(answer.position);
  });

  test('an event comes back whole, with its stamps', async () => {
    const event = noted('Zürich 東京 🙂 \u0000 "quoted" \u2028', {
      nested: [1, null, { a: true }],
    });
    const { position } = await store().append(stream('1'), [event], NO_STREAM);
    expect(await streamOf(store(), stream('1'))).toEqual([
      {
        ...event,
        metadata: {
          ...event.metadata,
          recordedAt: '2026-03-01T09:00:00.000Z',
          hash: expect.stringMatching(/^[0-9a-f]{64}$/),
        },
        streamId: stream('1'),
        revision: 0,
        position,
      },
    ]);
  });

  test('the hashes of a stream form a chain', async () => {
    for (let revision = -1; revision < 9; revision += 1) {
      await store().append(stream('1'), [noted(`n${revision}`)], revision);
    }
    const events = await streamOf(store(), stream('1'));
    expect(events).toHaveLength(10);
    expect(chainFaults(events)).toEqual([]);
    const altered = events.map((event) =>
      event.revision === 4 ? { ...event, data: { text: 'other' } } : event,
    );
    expect(chainFaults(altered)).toMatchObject([{ kind: 'hash-mismatch', revision: 4 }]);
  });

  test('recorded instants of a stream never decrease when the clock is set back', async () => {
    await store().append(stream('1'), [noted('a')], NO_STREAM);
    setClock(CLOCK_STARTS_AT - 3_600_000);
    await store().append(stream('1'), [noted('b')], 0);
    setClock(CLOCK_STARTS_AT + 5_000);
    await store().append(stream('1'), [noted('c')], 1);
    const events = await streamOf(store(), stream('1'));
    expect(events.map((event) => event.metadata.recordedAt)).toEqual([
      '2026-03-01T09:00:00.000Z',
      '2026-03-01T09:00:00.000Z',
      '2026-03-01T09:00:05.000Z',
    ]);
  });
}

function refusing({ store, stream }: Scene): void {
  test.each([NO_STREAM, 0, 2])('revision 1 is not %d', async (expectedRevision) => {
    await store().append(stream('1'), [noted('a'), noted('b')], NO_STREAM);
    const refused = store().append(stream('1'), [noted('c')], expectedRevision);
    await expect(refused).rejects.toThrow(WrongExpectedRevision);
    await expect(refused).rejects.toMatchObject({ expectedRevision, actualRevision: 1 });
    expect(await streamOf(store(), stream('1'))).toHaveLength(2);
  });

  test('a revision cannot be expected of a stream that does not exist', async () => {
    const refused = store().append(stream('1'), [noted('a')], 0);
    await expect(refused).rejects.toThrow(WrongExpectedRevision);
    await expect(refused).rejects.toMatchObject({ actualRevision: NO_STREAM });
  });

  test.each<[string, unknown]>([
    ['BigInt', { count: 1n }],
    ['undefined', { note: undefined }],
    ['NaN', { count: Number.NaN }],
    ['more than 1 MiB', { text: 'x'.repeat(1024 * 1024) }],
  ])('an append with %s is refused whole', async (_, data) => {
    const events: NewEvent[] = [noted('a'), { ...noted('b'), data }];
    await expect(store().append(stream('1'), events, NO_STREAM)).rejects.toThrow(UnstorableEvent);
    expect(await streamOf(store(), stream('1'))).toEqual([]);
    // The refusal left nothing behind that the next append would trip over.
    expect(await store().append(stream('1'), [noted('c')], NO_STREAM)).toMatchObject({
      revision: 0,
    });
  });

  test('an event of half a mebibyte is stored', async () => {
    const text = 'ü'.repeat(256 * 1024);
    await store().append(stream('1'), [noted(text)], NO_STREAM);
    expect((await streamOf(store(), stream('1')))[0]?.data).toEqual({ text });
  });
}

function concurrency({ store, stream, filter }: LogScene): void {
  test('of many appends at one revision exactly one succeeds', async () => {
    const attempts = Array.from({ length: 20 }, (_, index) =>
      store().append(stream('1'), [noted(`a${index}`), noted(`b${index}`)], NO_STREAM),
    );
    const outcomes = await Promise.allSettled(attempts);
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refused).toHaveLength(19);
    for (const { reason } of refused) expect(reason).toBeInstanceOf(WrongExpectedRevision);
    expect(await streamOf(store(), stream('1'))).toHaveLength(2);
  });

  test('a refused append leaves those beside it alone', async () => {
    const outcomes = await Promise.allSettled([
      store().append(stream('1'), [noted('a')], NO_STREAM),
      store().append(stream('2'), [noted('b')], 7),
      store().append(stream('3'), [noted('c')], NO_STREAM),
      store().append(stream('1'), [noted('d')], 0),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
    ]);
    expect(await streamOf(store(), stream('1'))).toHaveLength(2);
  });

  test('64 writers at once leave streams without gaps, in one order', async () => {
    const before = await store().head();
    await Promise.all(
      Array.from({ length: 64 }, async (_, writer) => {
        for (let revision = -1; revision < 4; revision += 1) {
          await store().append(stream(`${writer}`), [noted(`${writer}/${revision}`)], revision);
        }
      }),
    );
    const events = await collectAll(store(), { after: before, filter: filter() });
    expect(events).toHaveLength(64 * 5);
    const positions = events.map((event) => event.position);
    expect(positions).toEqual([...new Set(positions)].sort((a, b) => a - b));
    const revisions = Map.groupBy(events, (event) => event.streamId);
    for (const inStream of revisions.values()) {
      expect(inStream.map((event) => event.revision)).toEqual([0, 1, 2, 3, 4]);
      expect(chainFaults(inStream)).toEqual([]);
    }
  });
}

function readingStreams({ store, stream }: Scene): void {
  const revisionsOf = async (options: { from?: number; max: number; backwards?: boolean }) => {
    const { from, max, backwards = false } = options;
    const events = await store().readStream(stream('1'), {
      max,
      ...(from !== undefined && { from }),
      direction: backwards ? 'backwards' : 'forwards',
    });
    return events.map((event) => event.revision);
  };

  test('a stream is read in pages, both ways', async () => {
    await store().append(stream('10'), [noted('a stream whose name only begins alike')], NO_STREAM);
    await store().append(
      stream('1'),
      [1, 2, 3, 4, 5].map((n) => noted(`${n}`)),
      NO_STREAM,
    );
    expect(await revisionsOf({ max: 10 })).toEqual([0, 1, 2, 3, 4]);
    expect(await revisionsOf({ max: 2 })).toEqual([0, 1]);
    expect(await revisionsOf({ from: 3, max: 2 })).toEqual([3, 4]);
    expect(await revisionsOf({ from: 5, max: 2 })).toEqual([]);
    expect(await revisionsOf({ max: 2, backwards: true })).toEqual([4, 3]);
    expect(await revisionsOf({ from: 2, max: 10, backwards: true })).toEqual([2, 1, 0]);
    expect(await revisionsOf({ from: 0, max: 1, backwards: true })).toEqual([0]);
  });

  test('an unknown stream reads as empty, both ways', async () => {
    expect(await revisionsOf({ max: 5 })).toEqual([]);
    expect(await revisionsOf({ max: 5, backwards: true })).toEqual([]);
  });
}

function readingTheLog({ store, stream, filter }: LogScene): void {
  test('the log is read in batches behind a position, in order', async () => {
    const { position } = await store().append(stream('1'), [noted('before')], NO_STREAM);
    for (let n = 0; n < 7; n += 1) {
      await store().append(stream(`a${n}`), [noted(`${n}`)], NO_STREAM);
    }
    const sizes: number[] = [];
    const texts: unknown[] = [];
    const options = { after: position, batchSize: 3, filter: filter() };
    for await (const batch of store().readAll(options)) {
      sizes.push(batch.length);
      texts.push(...batch.map((event) => (event.data as { text: string }).text));
    }
    expect(Math.max(...sizes)).toBeLessThanOrEqual(3);
    expect(texts).toEqual(['0', '1', '2', '3', '4', '5', '6']);
    expect(await collectAll(store(), { after: await store().head() })).toEqual([]);
  });

  test('marks say of every event where it stands, and its hash', async () => {
    const after = await store().head();
    for (const name of ['a', 'b', 'a']) {
      const { length } = await store().readStream(stream(name), { max: 5 });
      await store().append(stream(name), [noted('1'), noted('2')], length - 1);
    }
    const marks: EventMark[] = [];
    for await (const batch of store().readMarks({ after, batchSize: 4 })) marks.push(...batch);
    const events = await collectAll(store(), { after });
    expect(events).toHaveLength(6);
    expect(marks.map((mark) => ({ ...mark }))).toEqual(events.map(markOf));
  });

  test('only streams of the wanted prefixes are read, in the order of the log', async () => {
    const names = ['a-1', 'b-1', 'c-1', 'a-2', 'b-2', 'ab-1'];
    for (const name of names) await store().append(stream(name), [noted(name)], NO_STREAM);
    const namesRead = async (streamPrefixes: string[]) =>
      (await collectAll(store(), { after: START, filter: { streamPrefixes } })).map((event) =>
        event.streamId.slice(stream('').length),
      );
    expect(await namesRead([stream('a-')])).toEqual(['a-1', 'a-2']);
    expect(await namesRead([stream('c-'), stream('a-')])).toEqual(['a-1', 'c-1', 'a-2']);
    expect(await namesRead([stream('nobody-')])).toEqual([]);
  });

  test('a reading ends although more is appended meanwhile', async () => {
    const before = await store().head();
    for (let n = 0; n < 4; n += 1) await store().append(stream(`${n}`), [noted(`${n}`)], NO_STREAM);
    let read = 0;
    const options = { after: before, batchSize: 1, filter: filter() };
    for await (const batch of store().readAll(options)) {
      read += batch.length;
      await store().append(stream(`more-${read}`), [noted('more')], NO_STREAM);
    }
    expect(read).toBe(4);
  });
}
