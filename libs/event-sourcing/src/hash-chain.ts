import { hash as digest } from 'node:crypto';
import type { Instant, NewEvent } from './envelope.ts';
import { storableEvents, type StorableEvent } from './storable-event.ts';

/** The hash before the first event of a stream: 64 zeros. */
export const GENESIS_HASH = '0'.repeat(64);

/** An event as it is stored, chained to the one before it in its stream. */
export interface SealedEvent extends StorableEvent {
  readonly hash: string;
}

/** Where an event stands in its stream. */
interface Place {
  readonly streamId: string;
  readonly revision: number;
}

/**
 * Hash of an event: SHA-256 of the previous hash of its stream followed by the canonical JSON of
 * `{data, id, metadata, revision, streamId, type}`, metadata without `hash`. The position is left
 * out, so a log moved to another store keeps its hashes. Takes the parts already canonical, so one
 * serialisation serves both storing and hashing.
 */
export function eventHash(previousHash: string, at: Place, event: StorableEvent): string {
  return digest(
    'sha256',
    `${previousHash}{"data":${event.dataJson},"id":${JSON.stringify(event.id)},` +
      `"metadata":${event.metadataJson},"revision":${at.revision},` +
      `"streamId":${JSON.stringify(at.streamId)},"type":${JSON.stringify(event.type)}}`,
  );
}

/** Chains the next event of a stream, stamped at `recordedAt`. Throws `UnstorableEvent`. */
export function sealEvent(
  previousHash: string,
  at: Place & { readonly recordedAt: Instant },
  event: NewEvent,
): SealedEvent {
  const [storable] = storableEvents(at.streamId, [event], at.recordedAt);
  if (storable === undefined) throw new TypeError('one event is given, so there is a first');
  return { ...storable, hash: eventHash(previousHash, at, storable) };
}
