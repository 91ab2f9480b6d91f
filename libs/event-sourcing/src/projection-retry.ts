import type { RecordedEvent } from './envelope.ts';
import { foldParked, readEvents } from './projection-batch.ts';
import type { ProjectionTarget } from './projection-batch.ts';
import type { ProjectionSettings } from './projection-targets.ts';
import { MAX_BATCH } from './projection-targets.ts';
import type { QuarantinedStream } from './view-store.ts';

/**
 * Folds what a quarantined stream has kept waiting, up to the checkpoint of its projection. It is
 * released when all of it folds; else it waits on, from the event that fails now.
 */
export async function retryStream<Event extends RecordedEvent>(
  settings: ProjectionSettings<Event>,
  target: ProjectionTarget<Event>,
  streamId: string,
): Promise<ProjectionTarget<Event>> {
  const before = target.quarantined.get(streamId);
  if (before === undefined) return target;
  const freed = new Map(target.quarantined);
  freed.delete(streamId);
  let current: ProjectionTarget<Event> = { ...target, quarantined: freed };
  let parked = before.parkedEvents;
  for await (const page of parkedPages(settings, target, before)) {
    const events = readEvents(page, settings.read);
    const folded = await foldParked(settings.viewStore, current, { events, streamId });
    const failed = folded.target.quarantined.get(streamId);
    if (failed !== undefined) {
      const done = page.findIndex(({ id }) => id === failed.eventId);
      parked -= done;
      const waits = { ...failed, attempts: before.attempts + 1, parkedEvents: parked };
      await settings.viewStore.write([{ ...folded.changes, quarantined: [waits] }]);
      const quarantined = new Map(current.quarantined).set(streamId, waits);
      return { ...folded.target, quarantined };
    }
    parked -= page.length;
    // Until the last page is written the stream still waits, now from the page that follows.
    const released = parked <= 0 ? [streamId] : [];
    const rest = parked <= 0 ? [] : [waitsFrom(before, { after: page, parked })];
    await settings.viewStore.write([{ ...folded.changes, released, quarantined: rest }]);
    current = folded.target;
  }
  return current;
}

function waitsFrom(
  before: QuarantinedStream,
  { after, parked }: { readonly after: readonly RecordedEvent[]; readonly parked: number },
): QuarantinedStream {
  const last = after[after.length - 1];
  if (last === undefined) return before;
  return { ...before, revision: last.revision + 1, parkedEvents: parked };
}

/** Pages of a stream from its first waiting event; as many as its parked events fill. */
async function* parkedPages<Event extends RecordedEvent>(
  { eventStore }: ProjectionSettings<Event>,
  { checkpoint }: ProjectionTarget<Event>,
  { streamId, revision, parkedEvents }: QuarantinedStream,
): AsyncGenerator<readonly RecordedEvent[]> {
  let from = revision;
  let left = parkedEvents;
  while (left > 0) {
    const max = Math.min(left, MAX_BATCH);
    const page = await eventStore.readStream(streamId, { from, direction: 'forwards', max });
    const seen = page.filter(({ position }) => position <= checkpoint.position);
    if (seen.length === 0) return;
    yield seen;
    from += seen.length;
    left -= seen.length;
  }
}
