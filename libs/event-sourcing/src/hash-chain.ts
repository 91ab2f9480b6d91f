import { hash as digest } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { EventMetadata, NewEvent } from './envelope.ts';

/** The hash before the first event of a stream: 64 zeros. */
export const GENESIS_HASH = '0'.repeat(64);

/** An event with its two JSON parts in canonical form (RFC 8785), as it is stored and hashed. */
export interface SealedEvent {
  readonly id: string;
  readonly type: string;
  readonly dataJson: string;
  /** Metadata without `hash`, with `recordedAt`. */
  readonly metadataJson: string;
  readonly hash: string;
}

/** Canonical JSON (RFC 8785) of any JSON value; throws on what JSON cannot hold. */
export function canonicalJson(value: unknown): string {
  const json = canonicalize(value);
  if (json === undefined) throw new TypeError('not a JSON value');
  return json;
}

/**
 * Hash of an event: SHA-256 of the previous hash of its stream followed by the canonical JSON of
 * `{data, id, metadata, revision, streamId, type}`, metadata without `hash`. The position is left
 * out, so a log moved to another store keeps its hashes. Takes the parts already canonical, so one
 * serialisation serves both storing and hashing.
 */
export function eventHash(
  previousHash: string,
  at: { readonly streamId: string; readonly revision: number },
  event: Omit<SealedEvent, 'hash'>,
): string {
  return digest(
    'sha256',
    `${previousHash}{"data":${event.dataJson},"id":${JSON.stringify(event.id)},` +
      `"metadata":${event.metadataJson},"revision":${at.revision},` +
      `"streamId":${JSON.stringify(at.streamId)},"type":${JSON.stringify(event.type)}}`,
  );
}

/** Stamps and hashes the next event of a stream. */
export function sealEvent(
  previousHash: string,
  at: { readonly streamId: string; readonly revision: number; readonly recordedAt: string },
  event: NewEvent,
): SealedEvent {
  const metadata: Omit<EventMetadata, 'hash'> = { ...event.metadata, recordedAt: at.recordedAt };
  const parts = {
    id: event.id,
    type: event.type,
    dataJson: canonicalJson(event.data),
    metadataJson: canonicalJson(metadata),
  };
  return { ...parts, hash: eventHash(previousHash, at, parts) };
}
