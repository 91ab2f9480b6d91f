import { setTimeout as delay } from 'node:timers/promises';
import { caseProjections } from '@caseline/case-views';
import type { EventStore, Position, ProjectionHealth, ViewStore } from '@caseline/event-sourcing';
import { pause, type Lease, type Leases } from '@caseline/hosting';
import { startProjector, type Projector, type ProjectorSettings } from './projector.ts';

/** What others hold by then they go on holding: the projector waits for it beside its work. */
const STANDBY_MS = 1_000;
/** Leases that come together are taken up together. */
const GATHER_MS = 20;
/** Before something that failed is tried again. */
const RETRY_MS = 2_000;
/** How long a projection that was given away is left to the others. */
const STAND_BACK_MS = 20_000;

type CaseProjection = (typeof caseProjections)[number];

export interface SharedProjectorSettings {
  readonly eventStore: EventStore;
  readonly viewStore: ViewStore;
  readonly leases: Leases;
  readonly projections?: readonly CaseProjection[];
  /** Told how far all views are, while this projector feeds all of them. */
  onPosition?(position: Position): void;
  /** Told each time something was fed here: the last fault is over. */
  onFed?(): void;
  /** Told each time the views could not be fed; the projector goes on trying. */
  onFault?(error: unknown): void;
}

/** A projector beside others, each feeding the projections whose lease it holds. */
export interface SharedProjector {
  /** The names of the projections that are fed here. */
  owned(): readonly string[];
  /** How far the projections are that are fed here. */
  position(): Position | undefined;
  health(): readonly ProjectionHealth[];
  retryQuarantined(view: string, streamId?: string): Promise<number>;
  /** Gives one projection to whoever waits for it; false when none is fed here. */
  yieldOne(): boolean;
  /** Ends after the batch under way and gives the leases back. Closes neither store. */
  close(): Promise<void>;
}

/**
 * Feeds every projection whose lease nobody else holds, and takes over those of a projector that
 * died. What is fed here is read once and written in one transaction. Resolves when it is clear
 * which those are; rejects when their views cannot be fed at all (`views-ahead-of-log`).
 */
export async function startSharedProjector(
  settings: SharedProjectorSettings,
): Promise<SharedProjector> {
  const sharing = new Sharing(settings);
  try {
    await sharing.started();
    return sharing;
  } catch (error) {
    await sharing.close();
    throw error;
  }
}

class Sharing implements SharedProjector {
  readonly #settings: SharedProjectorSettings;
  readonly #projections: readonly CaseProjection[];
  readonly #stop = new AbortController();
  /** What is fed here, each with what ends that. */
  readonly #owned = new Map<string, AbortController>();
  readonly #competitions: readonly Promise<void>[];
  #projector: Projector | undefined;
  /** The names that the projector was started with. */
  #fed: readonly string[] = [];
  /** Restarts of the projector take turns. */
  #turn: Promise<void> = Promise.resolve();
  #firstFault: { readonly error: unknown } | undefined;
  #hasStarted = false;

  constructor(settings: SharedProjectorSettings) {
    this.#settings = settings;
    this.#projections = settings.projections ?? caseProjections;
    this.#competitions = this.#projections.map((projection) => this.#compete(projection));
  }

  async started(): Promise<void> {
    const untilMs = performance.now() + STANDBY_MS;
    while (this.#owned.size < this.#projections.length && performance.now() < untilMs) {
      if (this.#firstFault !== undefined) break;
      await delay(GATHER_MS);
    }
    await this.#turn;
    if (this.#firstFault !== undefined) throw this.#firstFault.error;
    this.#hasStarted = true;
  }

  owned(): readonly string[] {
    return [...this.#owned.keys()];
  }

  position(): Position | undefined {
    return this.#projector?.position();
  }

  health(): readonly ProjectionHealth[] {
    return this.#projector?.health() ?? [];
  }

  async retryQuarantined(view: string, streamId?: string): Promise<number> {
    if (this.#projector === undefined || !this.#owned.has(view)) return 0;
    return this.#projector.retryQuarantined(view, streamId);
  }

  yieldOne(): boolean {
    const last = [...this.#owned.values()].at(-1);
    last?.abort();
    return last !== undefined;
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#competitions);
    await this.#turn;
  }

  /** Waits for the lease of a projection, has it fed while the lease lasts, and again. */
  async #compete({ name }: CaseProjection): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      const lease = await this.#hold(name);
      if (lease === undefined) continue;
      const giveUp = new AbortController();
      this.#owned.set(name, giveUp);
      void this.#restart();
      await untilAborted(AbortSignal.any([signal, lease.lost, giveUp.signal]));
      this.#owned.delete(name);
      // Whoever has the lease by now may write already; the checkpoints let only one of us count.
      await this.#restart();
      await lease.release().catch((error: unknown) => this.#tell(error));
      if (giveUp.signal.aborted) await pause(STAND_BACK_MS, this.#stop.signal);
    }
  }

  async #hold(name: string): Promise<Lease | undefined> {
    const { signal } = this.#stop;
    try {
      return await this.#settings.leases.hold(`projection ${name}`, { signal });
    } catch (error) {
      if (signal.aborted) return undefined;
      this.#tell(error);
      await pause(RETRY_MS, this.#stop.signal);
      return undefined;
    }
  }

  /** Brings what is fed in step with what is owned, after the restarts before. */
  #restart(): Promise<void> {
    this.#turn = this.#turn.then(() => this.#inStep());
    return this.#turn;
  }

  async #inStep(): Promise<void> {
    if (!this.#stop.signal.aborted) await delay(GATHER_MS);
    const wanted = this.#stop.signal.aborted ? [] : this.owned();
    if (wanted.join() === this.#fed.join()) return;
    await this.#projector?.close();
    this.#projector = undefined;
    this.#fed = [];
    if (wanted.length === 0) return;
    try {
      this.#projector = await startProjector(this.#settingsFor(wanted));
      this.#fed = wanted;
    } catch (error) {
      this.#tell(error);
      if (this.#hasStarted) void pause(RETRY_MS, this.#stop.signal).then(() => this.#restart());
    }
  }

  #settingsFor(names: readonly string[]): ProjectorSettings {
    const { eventStore, viewStore, onPosition, onFed } = this.#settings;
    const projections = this.#projections.filter(({ name }) => names.includes(name));
    const hasAll = projections.length === this.#projections.length;
    return {
      ...{ eventStore, viewStore, projections },
      onPosition: (position) => {
        onFed?.();
        if (hasAll) onPosition?.(position);
      },
      onFault: (error: unknown) => this.#settings.onFault?.(error),
    };
  }

  #tell(error: unknown): void {
    // Whoever starts the projector is told of what keeps it from starting.
    if (!this.#hasStarted) this.#firstFault ??= { error };
    else this.#settings.onFault?.(error);
  }
}

const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
