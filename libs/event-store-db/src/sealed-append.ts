import {
  UnstorableEvent,
  eventHash,
  restamped,
  sealEvent,
  storableEvents,
} from '@caseline/event-sourcing';
import type { Instant, NewEvent, RecordedEvent, StorableEvent } from '@caseline/event-sourcing';
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

/** Events that are fit to be stored, stamped. */
export interface StampedEvents {
  readonly streamId: string;
  readonly recordedAt: Instant;
  readonly events: readonly NewEvent[];
  /** Of each event, in order. */
  readonly storable: readonly StorableEvent[];
}

/** Throws `UnstorableEvent` for what the wire or the server would refuse or change. */
export function stampEvents(
  streamId: string,
  events: readonly NewEvent[],
  recordedAt: Instant,
): StampedEvents {
  const storable = storableEvents(streamId, events, recordedAt);
  if (streamId.startsWith('$')) {
    throw new UnstorableEvent(`${streamId}: names that begin with $ are the server's own`);
  }
  for (const { type, data } of events) {
    // Broken JSON reads as text, so bare text could not be told from it.
    if (typeof data === 'object' && data !== null) continue;
    throw new UnstorableEvent(`the data of ${type} must be an object or an array`);
  }
  return { streamId, recordedAt, events, storable };
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

/** Chains events behind the end of their stream. */
export function sealAppend(stamped: StampedEvents, end: StreamEnd): SealedAppend {
  const { streamId, events, storable } = stamped;
  // The clock may have been set back; a stream's own time never runs backwards.
  const isClockBehind = end.recordedAt > stamped.recordedAt;
  const recordedAt = isClockBehind ? end.recordedAt : stamped.recordedAt;
  let { revision, hash } = end;
  const hashes = storable.map((event) => {
    revision += 1;
    const sealed = isClockBehind ? restamped(event, recordedAt) : event;
    hash = eventHash(hash, { streamId, revision }, sealed);
    return hash;
  });
  const sealed = events.map((event, index) =>
    wireEvent(event, { recordedAt, hash: hashes[index] ?? '' }),
  );
  return { streamId, expectedRevision: end.revision, events: sealed, hashes, recordedAt };
}
