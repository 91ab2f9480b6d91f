/** An append on its way to the writer; plain data, because it crosses a thread. */
export interface AppendRequest {
  readonly streamId: string;
  readonly expectedRevision: number;
  /** The caller's clock; the stamp is this or the stream's last one, whichever is later. */
  readonly now: string;
  /** JSON array of `NewEvent`: one text crosses a thread at half the cost of an object tree. */
  readonly eventsJson: string;
}

/** What became of an append; plain data as well. */
export type AppendOutcome =
  | {
      readonly kind: 'appended';
      readonly revision: number;
      readonly position: number;
      readonly recordedAt: string;
    }
  | { readonly kind: 'wrong-revision'; readonly actualRevision: number }
  /** No room; nothing was written. */
  | { readonly kind: 'full'; readonly detail: string }
  /** The writer has stopped; nothing was written. */
  | { readonly kind: 'read-only'; readonly detail: string }
  /** The commit itself failed: after a restart the events may be there or not. */
  | { readonly kind: 'unknown'; readonly detail: string };

/** Where appends go: a thread of its own, or the calling one. */
export interface AppendWriter {
  /** Writes a batch in one transaction; one outcome for each request, in order. */
  write(batch: readonly AppendRequest[]): Promise<readonly AppendOutcome[]>;
  close(): Promise<void>;
}
