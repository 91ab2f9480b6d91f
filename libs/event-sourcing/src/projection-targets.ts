import type { Position, RecordedEvent } from './envelope.ts';
import { START } from './envelope.ts';
import { isPositionUnknown } from './event-store.ts';
import type { EventStore } from './event-store.ts';
import type { ProjectionTarget } from './projection-batch.ts';
import type { Projection } from './projection.ts';
import { ViewsAheadOfLog } from './view-store.ts';
import type { ViewGeneration, ViewStore } from './view-store.ts';

/** Where projections read from, where they write to, and how an event is read. */
export interface ProjectionSettings<Event extends RecordedEvent> {
  readonly eventStore: EventStore;
  readonly viewStore: ViewStore;
  readonly projections: readonly Projection<Event>[];
  /** Parses an event and lifts it to today's shape; throws for what it cannot read. */
  read(event: RecordedEvent): Event;
}

/** The most events in one batch and one transaction. */
export const MAX_BATCH = 1_000;

/** A target as the view store knows it. */
export async function targetOf<Event extends RecordedEvent>(
  viewStore: ViewStore,
  projection: Projection<Event>,
  generation: ViewGeneration,
): Promise<ProjectionTarget<Event>> {
  const waiting = await viewStore.quarantined(generation);
  return {
    projection,
    generation,
    checkpoint: await viewStore.checkpoint(generation),
    quarantined: new Map(waiting.map((stream) => [stream.streamId, stream])),
  };
}

/** The least advanced of some targets: where reading must begin. */
export const leastPosition = (
  targets: readonly { readonly checkpoint: { readonly position: Position } }[],
): Position =>
  targets.length === 0 ? START : Math.min(...targets.map(({ checkpoint }) => checkpoint.position));

/**
 * Throws `ViewsAheadOfLog` unless the log holds the very event that a target saw last: a log that
 * was restored from a backup may be shorter, or go on differently.
 */
export async function checkAgainstLog<Event extends RecordedEvent>(
  eventStore: EventStore,
  { projection, checkpoint }: ProjectionTarget<Event>,
): Promise<void> {
  if (checkpoint.eventId === null) return;
  const { position, eventId } = checkpoint;
  const head = await eventStore.head();
  if (position > head) {
    throw aheadOfLog(`${projection.name} is at ${position}, the log ends at ${head}`);
  }
  const found = await firstAfter(eventStore, position - 1);
  if (found?.position === position && found.id === eventId) return;
  throw aheadOfLog(`${projection.name} saw another event at ${position}: ${eventId}`);
}

const aheadOfLog = (found: string): ViewsAheadOfLog =>
  new ViewsAheadOfLog(`${found}. Rebuild the views (casectl rebuild), or give them their own log.`);

async function firstAfter(
  eventStore: EventStore,
  after: Position,
): Promise<RecordedEvent | undefined> {
  try {
    for await (const [first] of eventStore.readAll({ after, batchSize: 1 })) return first;
  } catch (error) {
    if (!isPositionUnknown(error)) throw error;
  }
  return undefined;
}
