import type { RecordedEvent } from '@caseline/event-sourcing';
import { LedgerFault } from './ledger-fault.ts';
import { leafHash } from './tree-hash.ts';
import type { TreeHash } from './tree-hash.ts';

/** The stream that checkpoints are sealed into. Its own events are no leaves. */
export const LEDGER_STREAM = 'ledger';

/** The first line of every leaf: what is hashed, and in which version of the format. */
const LEAF_FORMAT = 'caseline-leaf/1';

/** What the ledger says of one event. */
export interface EventLeaf {
  /** How many events of the ledger stand before it in global order: from 0, without gaps. */
  readonly index: number;
  readonly streamId: string;
  readonly revision: number;
  /** The event's hash in the chain of its stream, 64 lower-case hex digits. */
  readonly hash: string;
}

/** True for events that get a leaf: all but those of the ledger, which every seal would renew. */
export const isLedgered = (streamId: string): boolean => streamId !== LEDGER_STREAM;

/**
 * The hash of an event's leaf. Its bytes are five lines in UTF-8, joined by line feeds: the format,
 * index, revision, hash, stream id. The stream id stands last because it alone may hold any
 * character. Throws `malformed-leaf`.
 */
export function eventLeafHash({ index, streamId, revision, hash }: EventLeaf): TreeHash {
  if (!isCount(index) || !isCount(revision) || !isEventHash(hash)) {
    const place = `revision ${revision} of ${streamId}`;
    throw new LedgerFault('malformed-leaf', `${place} has no index or no hash of an event`);
  }
  return leafHash(`${LEAF_FORMAT}\n${index}\n${revision}\n${hash}\n${streamId}`);
}

/** The leaf of an event as its store gives it. */
export const eventLeaf = (index: number, event: RecordedEvent): EventLeaf => ({
  index,
  streamId: event.streamId,
  revision: event.revision,
  hash: event.metadata.hash,
});

const HASH_DIGITS = 64;

/** True for 64 lower-case hex digits. Asked at every leaf: a pattern takes ten times as long. */
export function isEventHash(text: string): boolean {
  if (text.length !== HASH_DIGITS) return false;
  for (let at = 0; at < HASH_DIGITS; at += 1) {
    const digit = text.charCodeAt(at);
    const isHex = (digit >= 0x30 && digit <= 0x39) || (digit >= 0x61 && digit <= 0x66);
    if (!isHex) return false;
  }
  return true;
}

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
