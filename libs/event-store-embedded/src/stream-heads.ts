/** The end of a stream: what its next event is chained to. */
export interface StreamHead {
  /** The stream's number in the file; undefined until its first event. */
  readonly number: number | undefined;
  readonly revision: number;
  readonly hash: string;
  readonly recordedAt: string;
}

/** Stream heads kept in memory; the others are read from their rows. */
export const MAX_CACHED_HEADS = 50_000;

/**
 * The ends of recently written streams. What a transaction changes is staged and counts for the
 * transaction itself; only a commit makes it the truth.
 */
export class StreamHeads {
  readonly #committed = new Map<string, StreamHead>();
  readonly #staged = new Map<string, StreamHead>();

  get(streamId: string): StreamHead | undefined {
    return this.#staged.get(streamId) ?? this.#committed.get(streamId);
  }

  stage(streamId: string, head: StreamHead): void {
    this.#staged.set(streamId, head);
  }

  commit(): void {
    for (const [streamId, head] of this.#staged) {
      // Deleting first moves the stream to the young end of the map's order.
      this.#committed.delete(streamId);
      this.#committed.set(streamId, head);
    }
    this.#staged.clear();
    for (const oldest of this.#committed.keys()) {
      if (this.#committed.size <= MAX_CACHED_HEADS) break;
      this.#committed.delete(oldest);
    }
  }

  rollback(): void {
    this.#staged.clear();
  }
}
