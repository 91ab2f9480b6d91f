import { setTimeout as delay } from 'node:timers/promises';
import { caseProjections, readCaseFact } from '@caseline/case-views';
import type { CaseFact } from '@caseline/case-views';
import { ProjectionRunner, START, buildBeside } from '@caseline/event-sourcing';
import type {
  EventStore,
  Position,
  ProjectionHealth,
  RebuildOptions,
  ViewStore,
} from '@caseline/event-sourcing';
import { pause } from '@caseline/hosting';

/** Pauses before the projector tries again after a fault, the last one for all further tries. */
const RETRY_DELAYS_MS = [100, 500, 2_000, 5_000, 15_000] as const;

/** How long the projector rests after a batch; what comes meanwhile is folded as one. */
const REST_MS = 50;

export interface ProjectorSettings {
  readonly eventStore: EventStore;
  readonly viewStore: ViewStore;
  /** All of the product when absent. */
  readonly projections?: typeof caseProjections;
  /** Told after each commit how far all views are. */
  onPosition?(position: Position): void;
  /** Told each time the views could not be fed; the projector goes on trying. */
  onFault?(error: unknown): void;
}

/** A projector at work. */
export interface Projector {
  /** How far all views are. */
  position(): Position;
  /** Each view with what waits in it. */
  health(): readonly ProjectionHealth[];
  /** Tries quarantined streams of a view again; answers how many were released. */
  retryQuarantined(view: string, streamId?: string): Promise<number>;
  /** Ends after the batch under way. Closes neither store. */
  close(): Promise<void>;
}

const settingsOf = ({ eventStore, viewStore, projections, onPosition }: ProjectorSettings) => ({
  eventStore,
  viewStore,
  projections: projections ?? caseProjections,
  read: readCaseFact,
  rest: () => delay(REST_MS),
  ...(onPosition === undefined ? {} : { onPosition }),
});

/**
 * Feeds all views from the log until closed. Streams that waited are tried once at the start: a new
 * build may know how. Rejects with `ViewsAheadOfLog` when the log has lost what the views have
 * seen; every later fault is told and tried again.
 */
export async function startProjector(settings: ProjectorSettings): Promise<Projector> {
  let runner = await ProjectionRunner.open(settingsOf(settings));
  await retryAll(runner);
  const stop = new AbortController();
  const running = keepRunning(settings, {
    signal: stop.signal,
    runner: () => runner,
    reopen: async () => {
      runner = await ProjectionRunner.open(settingsOf(settings));
    },
  });
  return {
    position: () => runner.position,
    health: () => runner.health(),
    retryQuarantined: (view, streamId) => runner.retryQuarantined(view, streamId),
    async close() {
      stop.abort();
      await running;
    },
  };
}

async function retryAll(runner: ProjectionRunner<CaseFact>): Promise<void> {
  for (const { name, quarantined } of runner.health()) {
    if (quarantined.length > 0) await runner.retryQuarantined(name);
  }
}

interface Running {
  readonly signal: AbortSignal;
  runner(): ProjectionRunner<CaseFact>;
  reopen(): Promise<void>;
}

/** Runs until the signal; after a fault it waits, longer each time, and opens the views anew. */
async function keepRunning(settings: ProjectorSettings, running: Running): Promise<void> {
  const { signal } = running;
  let faults = 0;
  let reached = START;
  while (!signal.aborted) {
    try {
      if (faults > 0) await running.reopen();
      await running.runner().run(signal);
    } catch (error) {
      settings.onFault?.(error);
      if (running.runner().position > reached) faults = 0;
      reached = running.runner().position;
      const pauseMs = RETRY_DELAYS_MS[Math.min(faults, RETRY_DELAYS_MS.length - 1)];
      faults += 1;
      await pause(pauseMs ?? 0, signal);
    }
  }
}

/** Builds all views anew beside those that are read, and switches to them. False when stopped. */
export function rebuildViews(
  { eventStore, viewStore }: Pick<ProjectorSettings, 'eventStore' | 'viewStore'>,
  options: RebuildOptions = {},
): Promise<boolean> {
  return buildBeside(settingsOf({ eventStore, viewStore }), options);
}
