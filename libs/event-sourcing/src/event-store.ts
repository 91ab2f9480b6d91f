import type { NewEvent, Position, RecordedEvent } from './envelope.ts';

/** Where an append ended: the revision of its last event and that event's position. */
export interface AppendResult {
  readonly revision: number;
  readonly position: Position;
  /** The instant stamped on all events of the append. */
  readonly recordedAt: string;
}

export interface ReadStreamOptions {
  /** First revision to read. Forwards: from 0. Backwards: from the end when absent. */
  readonly from?: number;
  readonly direction?: 'forwards' | 'backwards';
  /** The most events to answer. */
  readonly max: number;
}

/** What of `$all` is wanted: every stream, or those whose id starts with one of the prefixes. */
export interface StreamFilter {
  readonly streamPrefixes: readonly string[];
}

export interface ReadAllOptions {
  /** Events behind this position; `START` for all. */
  readonly after: Position;
  readonly filter?: StreamFilter;
  /** The most events in one batch. */
  readonly batchSize?: number;
}

/** An event without what it says: where it stands, and its hash in the chain of its stream. */
export interface EventMark {
  readonly id: string;
  readonly streamId: string;
  readonly revision: number;
  readonly position: Position;
  readonly hash: string;
}

export const markOf = ({
  id,
  streamId,
  revision,
  position,
  metadata,
}: RecordedEvent): EventMark => ({
  id,
  streamId,
  revision,
  position,
  hash: metadata.hash,
});

export interface SubscribeOptions extends ReadAllOptions {
  /** Ends the iteration; a subscription never ends by itself. */
  readonly signal: AbortSignal;
}

/** What a subscription yields: events in order, and each time the end of the log is reached. */
export type SubscriptionMessage =
  | { readonly kind: 'events'; readonly events: readonly RecordedEvent[] }
  | { readonly kind: 'caught-up'; readonly position: Position };

/**
 * The log. Every implementation passes the one suite in `test/contract`.
 *
 * An append is all or nothing, at an exact revision, durable when the promise resolves. It fails
 * with one of the errors below; any other error is a bug. The store adds `recordedAt` and `hash`.
 */
export interface EventStore {
  append(
    streamId: string,
    events: readonly NewEvent[],
    expectedRevision: number,
  ): Promise<AppendResult>;
  /** An unknown stream reads as empty. */
  readStream(streamId: string, options: ReadStreamOptions): Promise<readonly RecordedEvent[]>;
  /** Batches of everything recorded when the reading began, in order of position. */
  readAll(options: ReadAllOptions): AsyncIterable<readonly RecordedEvent[]>;
  /** The same of every stream, for whoever needs no more than that: a store may read less. */
  readMarks(options: Omit<ReadAllOptions, 'filter'>): AsyncIterable<readonly EventMark[]>;
  subscribe(options: SubscribeOptions): AsyncIterable<SubscriptionMessage>;
  /** The position of the last event; `START` when there is none. */
  head(): Promise<Position>;
  close(): Promise<void>;
}

/**
 * True for the error that `readAll` and `subscribe` reject with when the log never had an event at
 * the position they were to go on from. A store whose positions have no gaps knows no such error.
 */
export const isPositionUnknown = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'position-unknown';

/** Somebody else appended first. Nothing was written: load again and decide again. */
export class WrongExpectedRevision extends Error {
  override readonly name = 'WrongExpectedRevision';
  readonly streamId: string;
  readonly expectedRevision: number;
  readonly actualRevision: number;

  constructor(streamId: string, expectedRevision: number, actualRevision: number) {
    super(`${streamId} is at revision ${actualRevision}, not ${expectedRevision}`);
    this.streamId = streamId;
    this.expectedRevision = expectedRevision;
    this.actualRevision = actualRevision;
  }
}

/** No room on the device (HTTP 507). Nothing was written; it works again when there is room. */
export class EventStoreFull extends Error {
  override readonly name = 'EventStoreFull';
}

/** The store refuses writes until it is restarted and verified (HTTP 503). Nothing was written. */
export class EventStoreReadOnly extends Error {
  override readonly name = 'EventStoreReadOnly';
}

/** More appends wait than the store takes (HTTP 503). Nothing was written; try again soon. */
export class EventStoreBusy extends Error {
  override readonly name = 'EventStoreBusy';
}

/** The store did not say whether it wrote. Look for the command id before doing anything else. */
export class AppendOutcomeUnknown extends Error {
  override readonly name = 'AppendOutcomeUnknown';
}

/** An event or a batch the store cannot hold: too large, not JSON, a broken name. */
export class UnstorableEvent extends Error {
  override readonly name = 'UnstorableEvent';
}
