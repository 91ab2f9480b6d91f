import type { Position, RecordedEvent } from './envelope.ts';
import { foldBatch, readEvents } from './projection-batch.ts';
import type { FoldedBatch, ProjectionTarget } from './projection-batch.ts';
import type { ProjectionSettings } from './projection-targets.ts';
import { checkAgainstLog, leastPosition, targetOf } from './projection-targets.ts';
import { CheckpointMoved } from './view-store.ts';

/** The most events in one transaction of a build; a store reads up to 4,096 at a time. */
const MAX_REBUILD_BATCH = 10_000;

/** How often a build may find that the live view has moved on before it gives up. */
const MAX_ROUNDS = 100;

export interface RebuildProgress {
  readonly position: Position;
  readonly head: Position;
}

export interface RebuildOptions {
  /** Stops the build; what is built stays and the next one goes on from there. */
  readonly signal?: AbortSignal;
  onProgress?(progress: RebuildProgress): void;
}

/**
 * Builds the projections anew beside the live ones and switches to them in one transaction when
 * they have caught up. False when the signal came first.
 */
export async function buildBeside<Event extends RecordedEvent>(
  settings: ProjectionSettings<Event>,
  options: RebuildOptions = {},
): Promise<boolean> {
  const { eventStore, viewStore, projections } = settings;
  let targets: readonly ProjectionTarget<Event>[] = await Promise.all(
    projections.map(async (projection) =>
      targetOf(viewStore, projection, await viewStore.openBeside(projection)),
    ),
  );
  for (const target of targets) await checkAgainstLog(eventStore, target);
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    targets = await feedAll(settings, targets, options);
    if (options.signal?.aborted === true) return false;
    try {
      await viewStore.switchTo(targets.map(({ generation }) => generation));
      return true;
    } catch (error) {
      // The live view has folded events that came meanwhile: fold them too.
      if (!(error instanceof CheckpointMoved)) throw error;
    }
  }
  throw new CheckpointMoved(`the live views were ahead of the rebuilt ones ${MAX_ROUNDS} times`);
}

async function feedAll<Event extends RecordedEvent>(
  settings: ProjectionSettings<Event>,
  first: readonly ProjectionTarget<Event>[],
  { signal, onProgress }: RebuildOptions,
): Promise<readonly ProjectionTarget<Event>[]> {
  const { eventStore, viewStore, read } = settings;
  let targets = first;
  const head = await eventStore.head();
  const after = leastPosition(targets);
  for await (const recorded of eventStore.readAll({ after, batchSize: MAX_REBUILD_BATCH })) {
    if (signal?.aborted === true) break;
    const events = readEvents(recorded, read);
    const folded: FoldedBatch<Event>[] = [];
    for (const target of targets) folded.push(await foldBatch(viewStore, target, events));
    await viewStore.write(folded.map(({ changes }) => changes));
    targets = folded.map(({ target }) => target);
    onProgress?.({ position: leastPosition(targets), head });
  }
  return targets;
}
