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

/** No part of a request is empty, so two separators never follow each other within one. */
const BETWEEN_REQUESTS = SEPARATOR + SEPARATOR;

/** A whole batch as one text, for the same reason. */
export const textOfBatch = (batch: readonly AppendRequest[]): string =>
  batch
    .map(({ streamId, expectedRevision, now, eventsText }) =>
      [streamId, expectedRevision, now, eventsText].join(SEPARATOR),
    )
    .join(BETWEEN_REQUESTS);

export const batchOfText = (text: string): readonly AppendRequest[] =>
  text.split(BETWEEN_REQUESTS).map((request) => {
    const [streamId = '', expectedRevision, now = '', ...events] = request.split(SEPARATOR);
    const eventsText = events.join(SEPARATOR);
    return { streamId, expectedRevision: Number(expectedRevision), now, eventsText };
  });

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

/** Outcomes on their way back: revision and position of each, where all went as is usual. */
export type PackedOutcomes = Float64Array | readonly AppendOutcome[];

/** The usual: everything was appended, and stamped with the caller's clock. */
export function packOutcomes(
  outcomes: readonly AppendOutcome[],
  batch: readonly AppendRequest[],
): PackedOutcomes {
  const numbers = new Float64Array(2 * outcomes.length);
  for (const [index, outcome] of outcomes.entries()) {
    if (outcome.kind !== 'appended' || outcome.recordedAt !== batch[index]?.now) return outcomes;
    numbers[2 * index] = outcome.revision;
    numbers[2 * index + 1] = outcome.position;
  }
  return numbers;
}

export function unpackOutcomes(
  packed: PackedOutcomes,
  batch: readonly AppendRequest[],
): readonly AppendOutcome[] {
  if (!ArrayBuffer.isView(packed)) return packed;
  return batch.map(({ now }, index) => {
    const [revision = Number.NaN, position = Number.NaN] = packed.subarray(2 * index);
    return { kind: 'appended', revision, position, recordedAt: now };
  });
}

/** Where appends go: a thread of its own, or the calling one. */
export interface AppendWriter {
  /** Writes a batch in one transaction; one outcome for each request, in order. */
  write(batch: readonly AppendRequest[]): Promise<readonly AppendOutcome[]>;
  close(): Promise<void>;
}
