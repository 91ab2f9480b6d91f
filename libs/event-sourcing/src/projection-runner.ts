import type { Position, RecordedEvent } from './envelope.ts';
import { foldBatch, readEvents } from './projection-batch.ts';
import type { FoldedBatch, ProjectionTarget } from './projection-batch.ts';
import { buildBeside } from './projection-rebuild.ts';
import { retryStream } from './projection-retry.ts';
import type { ProjectionSettings } from './projection-targets.ts';
import { MAX_BATCH, checkAgainstLog, leastPosition, targetOf } from './projection-targets.ts';
import { CheckpointMoved } from './view-store.ts';
import type { QuarantinedStream } from './view-store.ts';

/** How often in a row another projector may be faster before that is an error. */
const MAX_REOPENINGS = 10;

export interface ProjectionRunnerSettings<
  Event extends RecordedEvent,
> extends ProjectionSettings<Event> {
  /** Told after each commit how far all projections are. */
  onPosition?(position: Position): void;
  /**
   * Awaited after each batch that follows the log live: under load a short rest makes batches
   * larger, and larger batches write a row that changes often only once.
   */
  rest?(): Promise<void>;
}

/** How one projection stands. */
export interface ProjectionHealth {
  readonly name: string;
  readonly version: number;
  readonly position: Position;
  readonly quarantined: readonly QuarantinedStream[];
}

/**
 * Feeds projections from the log: batches of up to 1,000 events, rows and checkpoints of all
 * projections in one transaction. A view of an older version stays as it is while its successor is
 * built beside it, and the others go on meanwhile.
 */
export class ProjectionRunner<Event extends RecordedEvent> {
  readonly #settings: ProjectionRunnerSettings<Event>;
  #targets: readonly ProjectionTarget<Event>[] = [];
  #outdated: readonly ProjectionSettings<Event>['projections'][number][] = [];
  /** Batches and retries take turns, so that a checkpoint is read and written by one at a time. */
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(settings: ProjectionRunnerSettings<Event>) {
    this.#settings = settings;
  }

  /** Throws `ViewsAheadOfLog` when the views have seen what the log does not hold. */
  static async open<Event extends RecordedEvent>(
    settings: ProjectionRunnerSettings<Event>,
  ): Promise<ProjectionRunner<Event>> {
    const runner = new ProjectionRunner(settings);
    await runner.#reopen();
    return runner;
  }

  /** How far all projections are. */
  get position(): Position {
    return leastPosition(this.#targets);
  }

  health(): readonly ProjectionHealth[] {
    return this.#targets.map(({ projection, checkpoint, quarantined }) => ({
      name: projection.name,
      version: projection.version,
      position: checkpoint.position,
      quarantined: [...quarantined.values()],
    }));
  }

  /** Folds everything that is in the log now, outdated views included. */
  async catchUp(): Promise<Position> {
    if (this.#outdated.length > 0) {
      await buildBeside({ ...this.#settings, projections: this.#outdated });
      await this.#reopen();
    }
    const { eventStore } = this.#settings;
    const batches = eventStore.readAll({ after: this.position, batchSize: MAX_BATCH });
    for await (const events of batches) await this.#inTurn(() => this.#feed(events));
    return this.position;
  }

  /** Follows the log until the signal. Rejects on what cannot be gone on from. */
  async run(signal: AbortSignal): Promise<void> {
    let reopenings = 0;
    while (!signal.aborted && reopenings < MAX_REOPENINGS) {
      try {
        await this.#follow(signal, () => (reopenings = 0));
      } catch (error) {
        if (!(error instanceof CheckpointMoved)) throw error;
        reopenings += 1;
        await this.#inTurn(() => this.#reopen());
      }
    }
    if (!signal.aborted) throw new CheckpointMoved('another projector keeps writing these views');
  }

  /**
   * Tries quarantined streams again, in order; those that still fail stay. Answers how many left.
   */
  async retryQuarantined(projectionName: string, streamId?: string): Promise<number> {
    return this.#inTurn(async () => {
      const target = this.#targets.find(({ projection }) => projection.name === projectionName);
      const waiting = [...(target?.quarantined.keys() ?? [])].filter(
        (waitingId) => streamId === undefined || waitingId === streamId,
      );
      let released = 0;
      for (const waitingId of waiting) {
        const before = this.#targets.find(({ projection }) => projection.name === projectionName);
        if (before === undefined) break;
        const after = await this.#retry(before, waitingId);
        this.#targets = this.#targets.map((each) => (each === before ? after : each));
        if (!after.quarantined.has(waitingId)) released += 1;
      }
      return released;
    });
  }

  async #retry(target: ProjectionTarget<Event>, streamId: string) {
    try {
      return await retryStream(this.#settings, target, streamId);
    } catch (error) {
      // Some pages may be written already: only the store knows where the stream waits now.
      await this.#reopen();
      throw error;
    }
  }

  async #follow(signal: AbortSignal, onProgress: () => void): Promise<void> {
    const stop = new AbortController();
    const building = this.#build(stop);
    const { eventStore } = this.#settings;
    const ended = AbortSignal.any([signal, stop.signal]);
    const options = { after: this.position, batchSize: MAX_BATCH, signal: ended };
    try {
      for await (const message of eventStore.subscribe(options)) {
        if (message.kind !== 'events') continue;
        await this.#inTurn(() => this.#feed(message.events));
        onProgress();
        if (message.events.length < MAX_BATCH) await this.#settings.rest?.();
      }
    } finally {
      stop.abort();
      await building;
    }
  }

  /** Builds outdated views beside the others; once they are switched to, all is opened anew. */
  async #build(stop: AbortController): Promise<void> {
    if (this.#outdated.length === 0) return;
    const projections = this.#outdated;
    const built = await buildBeside({ ...this.#settings, projections }, { signal: stop.signal });
    if (!built) return;
    await this.#inTurn(() => this.#reopen());
    stop.abort();
  }

  async #feed(recorded: readonly RecordedEvent[]): Promise<void> {
    const { viewStore, read, onPosition } = this.#settings;
    const events = readEvents(recorded, read);
    const folded: FoldedBatch<Event>[] = [];
    for (const target of this.#targets) folded.push(await foldBatch(viewStore, target, events));
    const moved = folded.filter(({ changes }) => changes.to.position > changes.from);
    if (moved.length === 0) return;
    await viewStore.write(moved.map(({ changes }) => changes));
    this.#targets = folded.map(({ target }) => target);
    onPosition?.(this.position);
  }

  async #reopen(): Promise<void> {
    const { eventStore, viewStore, projections, onPosition } = this.#settings;
    const targets: ProjectionTarget<Event>[] = [];
    const outdated: (typeof projections)[number][] = [];
    for (const projection of projections) {
      const generation = await viewStore.openLive(projection);
      if (generation === null) outdated.push(projection);
      else targets.push(await targetOf(viewStore, projection, generation));
    }
    for (const target of targets) await checkAgainstLog(eventStore, target);
    this.#targets = targets;
    this.#outdated = outdated;
    if (outdated.length === 0) onPosition?.(this.position);
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#turn.then(work);
    // The next in turn goes on whatever became of this one, whose caller has the error.
    this.#turn = result.catch(() => undefined);
    return result;
  }
}
