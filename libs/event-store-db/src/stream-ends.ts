import { GENESIS_HASH, NO_STREAM } from '@caseline/event-sourcing';
import { LRUCache } from 'lru-cache';

/** The end of a stream: what its next event is chained to. */
export interface StreamEnd {
  readonly revision: number;
  readonly hash: string;
  readonly recordedAt: string;
}

/** Streams whose end is kept; of the others the last event is read. */
export const MAX_KEPT_ENDS = 50_000;

/** The end of a stream without events. */
export const EMPTY_END: StreamEnd = { revision: NO_STREAM, hash: GENESIS_HASH, recordedAt: '' };

/** The ends of recently written streams. */
export class StreamEnds {
  readonly #ends = new LRUCache<string, StreamEnd>({ max: MAX_KEPT_ENDS });

  /** The end at this revision; undefined when it is not known. */
  at(streamId: string, revision: number): StreamEnd | undefined {
    if (revision === NO_STREAM) return EMPTY_END;
    const end = this.#ends.get(streamId);
    return end?.revision === revision ? end : undefined;
  }

  keep(streamId: string, end: StreamEnd): void {
    this.#ends.set(streamId, end);
  }

  /** After a conflict or in doubt: what is kept may not be what is stored. */
  drop(streamId: string): void {
    this.#ends.delete(streamId);
  }
}
