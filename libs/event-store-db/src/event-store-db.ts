import {
  EventStoreBusy,
  EventStoreReadOnly,
  KeyedQueue,
  WrongExpectedRevision,
  markOf,
  toInstant,
} from '@caseline/event-sourcing';
import type {
  AppendResult,
  Clock,
  EventMark,
  EventStore,
  NewEvent,
  Position,
  ReadAllOptions,
  ReadStreamOptions,
  RecordedEvent,
  SubscribeOptions,
  SubscriptionMessage,
} from '@caseline/event-sourcing';
import { deliver } from './appending.ts';
import { ClockOffset } from './clock-offset.ts';
import type { Connection } from './connection.ts';
import { readBatches } from './log-batches.ts';
import { followLog } from './log-following.ts';
import {
  readHead,
  readLastRecordedAt,
  readStreamEvents,
  readStreamOnce,
  retrying,
} from './log-reading.ts';
import { sealAppend, sealRecorded, stampEvents } from './sealed-append.ts';
import type { StampedEvents } from './sealed-append.ts';
import { StreamEnds } from './stream-ends.ts';
import type { StreamEnd } from './stream-ends.ts';

/** Appends that may be under way at once; they also bound what waits in the connection. */
export const MAX_APPENDS_UNDER_WAY = 1_024;
/** Events in one batch when the reader does not say. */
const DEFAULT_BATCH_SIZE = 500;
/** The largest batch that may be asked for. */
const MAX_BATCH_SIZE = 4_096;

/** How the store is at the moment, for readiness. */
export interface EventStoreDbReadiness {
  readonly head: Position;
  /** How far the server's clock is ahead of ours, negative when behind; null before an append. */
  readonly clockOffsetMs: number | null;
}

/**
 * The `EventStore` on EventStoreDB or KurrentDB.
 *
 * Positions are the commit positions of the log: they grow, with gaps. `readAll` and `subscribe`
 * leave out the server's own streams, and events that are not as this library writes them: each of
 * these is told to `onFault` as `malformed-event`, and the others go on. `readStream` throws
 * `UnreadableEvent` at such an event, since a state folded without it would be wrong.
 */
export class EventStoreDb implements EventStore {
  readonly #connection: Connection;
  readonly #clock: Clock;
  readonly #ends = new StreamEnds();
  readonly #clockOffset: ClockOffset;
  readonly #queue = new KeyedQueue();
  readonly #closing = new AbortController();
  #appendsUnderWay = 0;

  constructor(connection: Connection, clock: Clock) {
    this.#connection = connection;
    this.#clock = clock;
    this.#clockOffset = new ClockOffset(connection, clock);
  }

  async append(
    streamId: string,
    events: readonly NewEvent[],
    expectedRevision: number,
  ): Promise<AppendResult> {
    const stamped = stampEvents(streamId, events, toInstant(this.#clock.now()));
    if (this.#appendsUnderWay >= MAX_APPENDS_UNDER_WAY) {
      throw new EventStoreBusy(`${MAX_APPENDS_UNDER_WAY} appends are under way already`);
    }
    this.#appendsUnderWay += 1;
    try {
      // In the order they were asked for, each chained to the one before.
      return await this.#queue.run(streamId, () => this.#append(stamped, expectedRevision));
    } catch (error) {
      this.#ends.drop(streamId);
      throw error;
    } finally {
      this.#appendsUnderWay -= 1;
    }
  }

  async #append(stamped: StampedEvents, expectedRevision: number): Promise<AppendResult> {
    const { streamId } = stamped;
    const kept = this.#ends.at(streamId, expectedRevision);
    const end = kept ?? (await this.#readEnd(streamId, expectedRevision));
    const startedMs = this.#clock.now();
    const append = sealAppend(stamped, end);
    const result = await deliver(this.#connection, append);
    const { revision, recordedAt } = result;
    this.#ends.keep(streamId, { revision, recordedAt, hash: append.hashes.at(-1) ?? end.hash });
    this.#clockOffset.appended(streamId, revision, startedMs);
    return result;
  }

  /**
   * Appends events that another store has recorded, of one stream and in order, with their ids,
   * instants and hashes. The same again, after an attempt that broke off, has one effect. Throws
   * the errors of `append`, and `UnstorableEvent` for a hash that does not follow.
   */
  async appendRecorded(events: readonly RecordedEvent[]): Promise<AppendResult> {
    const [first] = events;
    if (first === undefined) throw new RangeError('nothing to append');
    const { streamId } = first;
    const before = first.revision - 1;
    const end = this.#ends.at(streamId, before) ?? (await this.#readEnd(streamId, before));
    const append = sealRecorded(events, end);
    const result = await deliver(this.#connection, append);
    const { revision, recordedAt } = result;
    this.#ends.keep(streamId, { revision, recordedAt, hash: append.hashes.at(-1) ?? end.hash });
    return result;
  }

  async #readEnd(streamId: string, expectedRevision: number): Promise<StreamEnd> {
    const connection = this.#connection;
    const [last] = await retrying(connection, () =>
      readStreamOnce(connection, streamId, { max: 1, direction: 'backwards' }),
    );
    const revision = last === undefined ? -1 : last.kind === 'event' ? last.event.revision : NaN;
    if (last?.kind === 'event' && revision === expectedRevision) {
      const { hash, recordedAt } = last.event.metadata;
      return { revision, hash, recordedAt };
    }
    if (!Number.isNaN(revision)) {
      throw new WrongExpectedRevision(streamId, expectedRevision, revision);
    }
    throw new EventStoreReadOnly(
      `The last event of ${streamId} cannot be read, so nothing can be chained to it.`,
    );
  }

  readStream(streamId: string, options: ReadStreamOptions): Promise<readonly RecordedEvent[]> {
    return readStreamEvents(this.#connection, streamId, options);
  }

  async *readAll(options: ReadAllOptions): AsyncGenerator<readonly RecordedEvent[]> {
    const { after, filter } = options;
    const batchSize = batchSizeOf(options);
    const upTo = await this.head();
    yield* readBatches(this.#connection, { after, upTo, filter, batchSize });
  }

  async *readMarks(options: Omit<ReadAllOptions, 'filter'>): AsyncGenerator<readonly EventMark[]> {
    for await (const events of this.readAll(options)) yield events.map(markOf);
  }

  subscribe(options: SubscribeOptions): AsyncIterable<SubscriptionMessage> {
    const signal = AbortSignal.any([options.signal, this.#closing.signal]);
    const batchSize = batchSizeOf(options);
    return followLog(this.#connection, { ...options, signal, batchSize });
  }

  head(): Promise<Position> {
    return retrying(this.#connection, () => readHead(this.#connection));
  }

  /** When the last event was recorded: a clock behind it was set back. Undefined when empty. */
  lastRecordedAt(): Promise<string | undefined> {
    return retrying(this.#connection, () => readLastRecordedAt(this.#connection));
  }

  /** Asks the server; rejects with `EventStoreBusy` or `EventStoreDbError` when it cannot serve. */
  async readiness(): Promise<EventStoreDbReadiness> {
    const head = await readHead(this.#connection);
    return { head, clockOffsetMs: await this.#clockOffset.measure() };
  }

  /** Ends subscriptions and calls. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#connection.close();
  }
}

function batchSizeOf(options: ReadAllOptions): number {
  const size = options.batchSize ?? DEFAULT_BATCH_SIZE;
  if (Number.isInteger(size) && size >= 1 && size <= MAX_BATCH_SIZE) return size;
  throw new RangeError(`batchSize must be 1 to ${MAX_BATCH_SIZE}, not ${size}`);
}
