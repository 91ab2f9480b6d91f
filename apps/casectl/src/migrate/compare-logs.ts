import { canonicalJson, START } from '@caseline/event-sourcing';
import type { EventStore, Position, RecordedEvent } from '@caseline/event-sourcing';

/** How far two logs are the same. */
export interface LogComparison {
  /** Events that are in both, in the same order. */
  readonly same: number;
  /** The position in the source of the last of them. */
  readonly position: Position;
  /** Where they differ; absent when one of them just ends. */
  readonly difference?: string;
  /** Which log has more events behind those. */
  readonly longer: 'source' | 'target' | 'neither';
}

/**
 * Compares two logs event by event: all but the position, which is each store's own. Tells of each
 * event of the source that the target has too.
 */
export async function compareLogs(
  source: EventStore,
  target: EventStore,
  onSame: (event: RecordedEvent) => void,
): Promise<LogComparison> {
  const targetEvents = eventsOf(target);
  let same = 0;
  let position = START;
  try {
    for await (const event of eventsOf(source)) {
      const other = await targetEvents.next();
      if (other.done === true) return { same, position, longer: 'source' };
      const difference = differenceOf(event, other.value);
      if (difference !== undefined) return { same, position, difference, longer: 'neither' };
      same += 1;
      ({ position } = event);
      onSame(event);
    }
    const rest = await targetEvents.next();
    return { same, position, longer: rest.done === true ? 'neither' : 'target' };
  } finally {
    await targetEvents.return(undefined);
  }
}

async function* eventsOf(store: EventStore): AsyncGenerator<RecordedEvent, undefined> {
  for await (const batch of store.readAll({ after: START })) yield* batch;
}

const compared = ['streamId', 'revision', 'id', 'type', 'data', 'metadata'] as const;

/** The first part that differs, with the place; undefined when the events are the same. */
function differenceOf(event: RecordedEvent, other: RecordedEvent): string | undefined {
  const part = compared.find((name) => canonicalJson(event[name]) !== canonicalJson(other[name]));
  if (part === undefined) return undefined;
  const place = `${event.streamId} revision ${event.revision}`;
  return part === 'streamId' || part === 'revision'
    ? `${other.streamId} revision ${other.revision} stands where ${place} should`
    : `${place} has another ${part}`;
}
