import { toEpochMs } from './clock.ts';
import { NO_STREAM, type Instant } from './envelope.ts';
import { FingerprintSet } from './fingerprint-set.ts';
import { GENESIS_HASH, eventHash } from './hash-chain.ts';
import type { SealedEvent } from './hash-chain.ts';

/** What can be wrong with a log. */
export type LogFaultKind =
  | 'position-gap'
  | 'revision-gap'
  | 'hash-mismatch'
  | 'recorded-at-decreases'
  | 'duplicate-id'
  | 'unreadable-event'
  | 'lost-tail'
  | 'corrupt-file';

/** One fault, as near to its event as can be told; null where even that is unreadable. */
export interface LogFault {
  readonly kind: LogFaultKind;
  readonly streamId: string | null;
  readonly revision: number | null;
  readonly position: number | null;
  readonly detail: string;
}

/** An event as its store holds it: the texts that were hashed, and where it stands. */
export interface StoredEvent extends SealedEvent {
  readonly streamId: string;
  readonly revision: number;
  readonly position: number;
  /** The instant in its metadata, where somebody has read it there already. */
  readonly recordedAt?: Instant;
}

interface ChainEnd {
  readonly revision: number;
  /** The hash as stored, which the next event was chained to when it was written. */
  readonly storedHash: string;
  /** The hash as computed: the same, unless the stored one was altered. */
  readonly computedHash: string;
  readonly recordedAt: number;
}

const BEFORE_FIRST: ChainEnd = {
  revision: NO_STREAM,
  storedHash: GENESIS_HASH,
  computedHash: GENESIS_HASH,
  recordedAt: Number.NEGATIVE_INFINITY,
};

/**
 * Recomputes the hash chain of every stream from the stored texts. Feed it the events of the whole
 * log in order; each answer names at most one fault, the first that the event shows. A fault in one
 * event does not accuse those behind it.
 */
export class HashChainVerifier {
  readonly #ends = new Map<string, ChainEnd>();
  readonly #ids = new FingerprintSet();

  /** Streams seen so far. */
  get streamCount(): number {
    return this.#ends.size;
  }

  check(event: StoredEvent): LogFault | undefined {
    const before = this.#ends.get(event.streamId) ?? BEFORE_FIRST;
    const hashes = hashesOf(before, event);
    const recordedAt = recordedAtOf(event);
    this.#ends.set(event.streamId, {
      revision: event.revision,
      // Where both are the same, the one that keeps no line of a file in memory.
      storedHash: hashes.match ? hashes.computed : event.hash,
      computedHash: hashes.computed,
      // An altered instant must not accuse the event behind it.
      recordedAt: hashes.match && !Number.isNaN(recordedAt) ? recordedAt : before.recordedAt,
    });
    if (event.revision !== before.revision + 1) {
      return faultOf('revision-gap', event, `follows revision ${before.revision}`);
    }
    if (!hashes.match) {
      return faultOf('hash-mismatch', event, `says ${event.hash}, is ${hashes.computed}`);
    }
    if (Number.isNaN(recordedAt)) {
      return faultOf('unreadable-event', event, 'has no instant of recording');
    }
    if (recordedAt < before.recordedAt) {
      return faultOf('recorded-at-decreases', event, 'was recorded before the event it follows');
    }
    // Only here, so that the altered id of one event cannot accuse the true owner of that id.
    const isRepeated = this.#ids.add(event.id);
    return isRepeated ? faultOf('duplicate-id', event, `repeats the id ${event.id}`) : undefined;
  }
}

/** The fault of an event, worded with its place. */
export function faultOf(
  kind: LogFaultKind,
  at: Pick<LogFault, 'streamId' | 'revision' | 'position'>,
  detail: string,
): LogFault {
  const { streamId, revision, position } = at;
  return { kind, streamId, revision, position, detail };
}

/** An altered stored hash accuses its own event only: it and the computed one may both lead on. */
function hashesOf(before: ChainEnd, event: StoredEvent): { computed: string; match: boolean } {
  const computed = eventHash(before.storedHash, event, event);
  if (computed === event.hash || before.storedHash === before.computedHash) {
    return { computed, match: computed === event.hash };
  }
  const repaired = eventHash(before.computedHash, event, event);
  return { computed: repaired, match: repaired === event.hash };
}

function recordedAtOf({ recordedAt: known, metadataJson }: StoredEvent): number {
  if (known !== undefined) return toEpochMs(known);
  try {
    const metadata: unknown = JSON.parse(metadataJson);
    if (typeof metadata !== 'object' || metadata === null) return Number.NaN;
    const { recordedAt } = metadata as { recordedAt?: unknown };
    return typeof recordedAt === 'string' ? toEpochMs(recordedAt) : Number.NaN;
  } catch {
    // Not JSON: the caller names it as unreadable.
    return Number.NaN;
  }
}
