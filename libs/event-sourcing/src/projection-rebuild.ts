import type { Position, RecordedEvent } from './envelope.ts';
import { foldBatch, readEvents } from './projection-batch.ts';
import type { FoldedBatch, ProjectionTarget } from './projection-batch.ts';
import type { ProjectionSettings } from './projection-targets.ts';
import { checkAgainstLog, leastPosition, targetOf } from './projection-targets.ts';
import { CheckpointMoved, ViewsAheadOfLog } from './view-store.ts';

/** The most events in one transaction of a build. */
const MAX_REBUILD_BATCH = 10_000;

/** Events asked of the store at a time: every store gives as many, some give no more than 4,096. */
const READ_BATCH = 2_500;

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
  const { viewStore, projections } = settings;
  const aheadOfLog = await areLiveAhead(settings);
  let targets: readonly ProjectionTarget<Event>[] = await Promise.all(
    projections.map((projection) => openBuilding(settings, projection)),
  );
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    targets = await feedAll(settings, targets, options);
    if (options.signal?.aborted === true) return false;
    try {
      await viewStore.switchTo(
        targets.map(({ generation }) => generation),
        { aheadOfLog },
      );
      return true;
    } catch (error) {
      // The live view has folded events that came meanwhile: fold them too.
      if (!(error instanceof CheckpointMoved)) throw error;
    }
  }
  throw new CheckpointMoved(`the live views were ahead of the rebuilt ones ${MAX_ROUNDS} times`);
}

/** True when a live view has seen what the log does not hold: it must not hold up the switch. */
async function areLiveAhead<Event extends RecordedEvent>(
  settings: ProjectionSettings<Event>,
): Promise<boolean> {
  const { viewStore, projections } = settings;
  for (const projection of projections) {
    const live = await viewStore.openLive(projection);
    if (live === null) continue;
    if (await isAhead(settings, await targetOf(viewStore, projection, live))) return true;
  }
  return false;
}

/** The generation to build; one that an earlier attempt built from another log is begun afresh. */
async function openBuilding<Event extends RecordedEvent>(
  settings: ProjectionSettings<Event>,
  projection: ProjectionTarget<Event>['projection'],
): Promise<ProjectionTarget<Event>> {
  const { viewStore } = settings;
  const found = await targetOf(viewStore, projection, await viewStore.openBeside(projection));
  if (!(await isAhead(settings, found))) return found;
  const generation = await viewStore.openBeside(projection, { afresh: true });
  return targetOf(viewStore, projection, generation);
}

async function isAhead<Event extends RecordedEvent>(
  { eventStore }: ProjectionSettings<Event>,
  target: ProjectionTarget<Event>,
): Promise<boolean> {
  try {
    await checkAgainstLog(eventStore, target);
    return false;
  } catch (error) {
    if (error instanceof ViewsAheadOfLog) return true;
    throw error;
  }
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
  // While one batch is written, the next is read and parsed; folding must see what was written.
  let writing: Promise<void> = Promise.resolve();
  for await (const recorded of gathered(eventStore.readAll({ after, batchSize: READ_BATCH }))) {
    const events = readEvents(recorded, read);
    await writing;
    if (signal?.aborted === true) break;
    const folded: FoldedBatch<Event>[] = [];
    for (const target of targets) folded.push(await foldBatch(viewStore, target, events));
    targets = folded.map(({ target }) => target);
    const position = leastPosition(targets);
    writing = viewStore
      .write(folded.map(({ changes }) => changes))
      .then(() => onProgress?.({ position, head }));
    // Its failure is seen where it is awaited, however long the reading takes.
    writing.catch(() => undefined);
  }
  await writing;
  return targets;
}

/** Batches of a store put together to the size of a transaction. */
async function* gathered(
  batches: AsyncIterable<readonly RecordedEvent[]>,
): AsyncIterable<readonly RecordedEvent[]> {
  let waiting: RecordedEvent[] = [];
  for await (const batch of batches) {
    waiting = waiting.concat(batch);
    if (waiting.length + READ_BATCH <= MAX_REBUILD_BATCH) continue;
    yield waiting;
    waiting = [];
  }
  if (waiting.length > 0) yield waiting;
}
