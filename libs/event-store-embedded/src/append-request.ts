import type { StorableEvent } from '@caseline/event-sourcing';

/** An append on its way to the writer; plain data, because it crosses a thread. */
export interface AppendRequest {
  readonly streamId: string;
  readonly expectedRevision: number;
  /** The caller's clock; the stamp is this or the stream's last one, whichever is later. */
  readonly now: string;
  /** See `textOfEvents`: one text crosses a thread at half the cost of an object tree. */
  readonly eventsText: string;
}

/** No name may hold it (`storableEvents`), and JSON writes it as an escape. */
const SEPARATOR = '\0';
const PARTS = 4;

/** Events that were stamped at `now`, as one text. */
export const textOfEvents = (events: readonly StorableEvent[]): string =>
  events
    .flatMap(({ id, type, dataJson, metadataJson }) => [id, type, dataJson, metadataJson])
    .join(SEPARATOR);

export function eventsOfText(text: string): readonly StorableEvent[] {
  const parts = text.split(SEPARATOR);
  const events: StorableEvent[] = [];
  for (let first = 0; first < parts.length; first += PARTS) {
    const [id = '', type = '', dataJson = '', metadataJson = ''] = parts.slice(
      first,
      first + PARTS,
    );
    events.push({ id, type, dataJson, metadataJson });
  }
  return events;
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
