import { UnstorableEvent, sealEvent, storableEvents, toInstant } from '@caseline/event-sourcing';
import type { NewEvent, RecordedEvent } from '@caseline/event-sourcing';
import type { StreamEnd } from './stream-ends.ts';
import { wireEvent } from './wire/wire-event.ts';
import type { WireEvent } from './wire/wire-event.ts';

/** An append as it goes over the wire: the same in every attempt. */
export interface SealedAppend {
  readonly streamId: string;
  readonly expectedRevision: number;
  readonly events: readonly WireEvent[];
  /** Of each event, in order: what tells our own event from the same command's of another. */
  readonly hashes: readonly string[];
  readonly recordedAt: string;
}

/** Throws `UnstorableEvent` for what the wire or the server would refuse or change. */
export function checkStorable(streamId: string, events: readonly NewEvent[]): void {
  storableEvents(streamId, events, toInstant(0));
  if (streamId.startsWith('$')) {
    throw new UnstorableEvent(`${streamId}: names that begin with $ are the server's own`);
  }
  for (const { type, data } of events) {
    // Broken JSON reads as text, so bare text could not be told from it.
    if (typeof data === 'object' && data !== null) continue;
    throw new UnstorableEvent(`the data of ${type} must be an object or an array`);
  }
}

/**
 * Events that another store has recorded, all at one revision after the other, as they were stamped
 * there. Throws `UnstorableEvent` for one whose hash does not follow from what is before it.
 */
export function sealRecorded(events: readonly RecordedEvent[], end: StreamEnd): SealedAppend {
  const streamId = events[0]?.streamId ?? '';
  let { revision, hash } = end;
  const hashes: string[] = [];
  const sealed = events.map(({ metadata, ...event }) => {
    revision += 1;
    const { hash: recordedHash, recordedAt, ...stated } = metadata;
    const at = { streamId, revision, recordedAt };
    ({ hash } = sealEvent(hash, at, { ...event, metadata: stated }));
    if (event.revision !== revision || event.streamId !== streamId || hash !== recordedHash) {
      const place = `${event.streamId} ${event.revision}`;
      throw new UnstorableEvent(`${place} does not follow what is before it in its stream`);
    }
    hashes.push(hash);
    return wireEvent({ ...event, metadata: stated }, { recordedAt, hash });
  });
  const recordedAt = events.at(-1)?.metadata.recordedAt ?? end.recordedAt;
  return { streamId, expectedRevision: end.revision, events: sealed, hashes, recordedAt };
}

/** Stamps and chains events behind the end of their stream. */
export function sealAppend(
  streamId: string,
  events: readonly NewEvent[],
  by: { readonly end: StreamEnd; readonly nowMs: number },
): SealedAppend {
  const now = toInstant(by.nowMs);
  // The clock may have been set back; a stream's own time never runs backwards.
  const recordedAt = now > by.end.recordedAt ? now : by.end.recordedAt;
  let { revision, hash } = by.end;
  const hashes: string[] = [];
  const sealed = events.map((event) => {
    revision += 1;
    ({ hash } = sealEvent(hash, { streamId, revision, recordedAt }, event));
    hashes.push(hash);
    return wireEvent(event, { recordedAt, hash });
  });
  const expectedRevision = by.end.revision;
  return { streamId, expectedRevision, events: sealed, hashes, recordedAt };
}
