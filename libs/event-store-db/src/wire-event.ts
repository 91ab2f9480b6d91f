import { derivedId } from '@caseline/event-sourcing';
import type {
  EventMetadata,
  NewEvent,
  Position,
  RecordedEvent,
  StreamFilter,
} from '@caseline/event-sourcing';
import type { EventData } from '@eventstore/db-client';
import { z } from 'zod';
import { UnreadableMessage } from './client-guards.ts';
import { EventStoreDbError } from './event-store-db-error.ts';
import type { StoreFault } from './store-fault.ts';

/** The envelope's metadata as it is stored, with the id of the event; more keys are kept. */
const storedMetadata = z.looseObject({
  eventId: z.string().min(1),
  schemaVersion: z.int().positive(),
  actor: z.looseObject({ id: z.string(), role: z.string() }),
  commandId: z.string(),
  commandFingerprint: z.string(),
  occurredAt: z.iso.datetime(),
  $correlationId: z.string(),
  $causationId: z.string(),
  policyVersion: z.string().nullable(),
  recordedAt: z.iso.datetime(),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
});

/** A record as the client hands it out. */
const storedRecord = z.object({
  streamId: z.string().min(1),
  type: z.string().min(1),
  revision: z.bigint().nonnegative(),
  isJson: z.literal(true, 'content type'),
  created: z.date(),
  position: z.object({ commit: z.bigint(), prepare: z.bigint() }),
  // Broken JSON arrives as text, so text is never data.
  data: z.union([z.record(z.string(), z.unknown()), z.array(z.unknown())]),
  metadata: storedMetadata,
});

/** What one message of a reading is to us. */
export type ReadMessage =
  | {
      readonly kind: 'event';
      readonly event: RecordedEvent;
      readonly position: Position;
      /** Milliseconds since the epoch by the server's clock. */
      readonly storedAtMs: number;
    }
  /** An event of the server itself: streams and types that begin with `$`. */
  | { readonly kind: 'system'; readonly position: Position; readonly streamId: string }
  | Malformed;

export type Malformed = { readonly kind: 'malformed' } & Omit<
  Extract<StoreFault, { kind: 'malformed-event' }>,
  'kind'
>;

/**
 * The event for the wire. Its id there is derived from its hash: a server takes the same ids at the
 * same revision for the same append and says yes without looking at the data, so two processes that
 * decide the same command at once would both believe that their own event was stored.
 */
export function wireEvent(event: NewEvent, stamps: Pick<EventMetadata, 'recordedAt' | 'hash'>) {
  const metadata = { ...event.metadata, ...stamps, eventId: event.id };
  return {
    id: derivedId('stored-event', stamps.hash),
    contentType: 'application/json',
    type: event.type,
    data: event.data as Record<string, unknown>,
    metadata,
  } satisfies EventData;
}

/** Reads a message of a stream; never throws but for a position beyond safe integers. */
export function readMessage(message: unknown): ReadMessage {
  if (message instanceof UnreadableMessage) {
    const { detail, position } = message;
    return { kind: 'malformed', detail, position, streamId: undefined, revision: undefined };
  }
  const record = (message as { event?: Readonly<Record<string, unknown>> }).event ?? {};
  const streamId = typeof record.streamId === 'string' ? record.streamId : undefined;
  const position = positionIn(record);
  if (streamId?.startsWith('$') === true && position !== undefined) {
    return { kind: 'system', position, streamId };
  }
  const parsed = storedRecord.safeParse(record);
  if (!parsed.success) {
    const [fault] = parsed.error.issues;
    const detail = `${fault?.path.join('/')}: ${fault?.message}`;
    return { kind: 'malformed', detail, streamId, revision: revisionIn(record), position };
  }
  return eventOf(parsed.data);
}

function eventOf(record: z.output<typeof storedRecord>): ReadMessage {
  const { streamId, type, data, created } = record;
  const { eventId, ...metadata } = record.metadata;
  const position = safeInteger(record.position.commit);
  const revision = safeInteger(record.revision);
  if (record.position.commit !== record.position.prepare) {
    const detail = 'it was written in a transaction, so its position is not its own';
    return { kind: 'malformed', detail, streamId, revision, position };
  }
  const event: RecordedEvent = {
    id: eventId,
    type,
    data,
    metadata,
    streamId,
    revision,
    position,
  };
  return { kind: 'event', event, position, storedAtMs: created.getTime() };
}

/** True for an event of a wanted stream. */
export function isWanted(streamId: string, filter: StreamFilter | undefined): boolean {
  if (streamId.startsWith('$')) return false;
  return filter?.streamPrefixes.some((prefix) => streamId.startsWith(prefix)) ?? true;
}

/** Positions are safe integers in Caseline: 8 petabytes of log. */
export function safeInteger(value: bigint): number {
  if (value <= BigInt(Number.MAX_SAFE_INTEGER)) return Number(value);
  throw new EventStoreDbError('position-too-large', `Position ${value} is over 2^53.`);
}

function positionIn({ position }: Readonly<Record<string, unknown>>): Position | undefined {
  const { commit } = (position ?? {}) as { readonly commit?: unknown };
  return typeof commit === 'bigint' ? safeInteger(commit) : undefined;
}

const revisionIn = ({ revision }: Readonly<Record<string, unknown>>): number | undefined =>
  typeof revision === 'bigint' ? Number(revision) : undefined;
