import type { Position } from '@caseline/event-sourcing';
import { asksForStreamAlone, type EventSource } from './wanted-events.ts';

/** Marks read at a time. */
const MARKS_AT_A_TIME = 4_096;

/**
 * The last position of the first half of a log, so that this half has whole groups of events.
 * Undefined where that is not worth finding out: where events must be read to be counted, and where
 * there are few.
 */
export async function middleOf(
  source: EventSource,
  head: Position,
  eventsInGroup: number,
): Promise<Position | undefined> {
  const { after } = source.wanted;
  const half = after + Math.ceil((head - after) / 2);
  if (eventsInGroup === 1) return half;
  return asksForStreamAlone(source.wanted)
    ? endOfGroup(source, { half, head, eventsInGroup })
    : undefined;
}

/** The first position from the half on that ends a group. */
async function endOfGroup(
  { store, wanted: { after, streamPrefixes } }: EventSource,
  { half, head, eventsInGroup }: { half: Position; head: Position; eventsInGroup: number },
): Promise<Position | undefined> {
  let events = 0;
  for await (const marks of store.readMarks({ after, batchSize: MARKS_AT_A_TIME })) {
    for (const { streamId, position } of marks) {
      if (!streamPrefixes.some((prefix) => streamId.startsWith(prefix))) continue;
      events += 1;
      if (position >= head) return undefined;
      if (position >= half && events % eventsInGroup === 0) return position;
    }
  }
  return undefined;
}
