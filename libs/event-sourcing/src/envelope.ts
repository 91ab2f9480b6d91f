/** An instant: ISO 8601 in UTC with milliseconds, `2026-03-01T09:00:00.000Z`. */
export type Instant = string;

/** The part of `$all` order that an event has: a safe integer that only grows. */
export type Position = number;

/** The position before the first event: read `after` it to read everything. */
export const START: Position = -1;

/** The revision of a stream without events: expect it to create one. */
export const NO_STREAM = -1;

/** Who did it: a person behind a token, or the engine itself. */
export interface Actor {
  readonly id: string;
  readonly role: string;
  readonly organizationId?: string;
}

/** What the writer of an event states about it. Stamps of the store are added by the append. */
export interface NewEventMetadata {
  readonly schemaVersion: number;
  readonly actor: Actor;
  readonly commandId: string;
  /** Digest of the command's payload: the same id with another payload is refused. */
  readonly commandFingerprint: string;
  /** When it happened in the world; a call logged late happened before it was recorded. */
  readonly occurredAt: Instant;
  readonly $correlationId: string;
  readonly $causationId: string;
  /** `pack@version` that judged the event; null where no policy has a say. */
  readonly policyVersion: string | null;
  /** W3C trace context of the append, while tracing is on; part of the hash like all the rest. */
  readonly traceparent?: string;
}

export interface EventMetadata extends NewEventMetadata {
  /** Stamped by the store at the append; never decreasing within a stream. */
  readonly recordedAt: Instant;
  /** Hex SHA-256 over the previous hash of the stream and this event: see `hash-chain.ts`. */
  readonly hash: string;
}

/** An event on its way into a stream; `data` is JSON of strings, integers, booleans and null. */
export interface NewEvent<Type extends string = string, Data = unknown> {
  readonly id: string;
  readonly type: Type;
  readonly data: Data;
  readonly metadata: NewEventMetadata;
}

/** An event as a store gives it back. `revision` counts from 0 in its stream. */
export interface RecordedEvent<Type extends string = string, Data = unknown> {
  readonly id: string;
  readonly type: Type;
  readonly data: Data;
  readonly metadata: EventMetadata;
  readonly streamId: string;
  readonly revision: number;
  readonly position: Position;
}
