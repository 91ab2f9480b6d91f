import type { EventStore, Instant, Position } from '@caseline/event-sourcing';

/** When the first event behind a position was recorded; undefined when there is none. */
export async function firstRecordedAfter(
  store: Pick<EventStore, 'readAll'>,
  position: Position,
): Promise<Instant | undefined> {
  for await (const [event] of store.readAll({ after: position, batchSize: 1 })) {
    return event?.metadata.recordedAt;
  }
  return undefined;
}
