import { toEpochMs, type Clock, type Instant } from '@caseline/event-sourcing';

/** A case with something due, as the views know it. */
export interface DueCase {
  readonly caseId: string;
  readonly dueAt: Instant;
}

/** What the timekeeper needs of the rest: the views tell what is due, the engine records it. */
export interface TimekeeperPorts {
  readonly clock: Clock;
  /** Cases due at or before an instant, earliest first. */
  dueCases(until: Instant, limit: number): Promise<readonly DueCase[]>;
  /** The next due instant of all cases; null when nothing is armed. */
  nextDueAt(): Promise<Instant | null>;
  /** Brings a case into memory, so that the recordings that follow start in due order. */
  warmUp(caseId: string): Promise<unknown>;
  /** Records what is due of a case; answers the position of the last event, null for none. */
  recordDueFacts(caseId: string): Promise<number | null>;
  /** Waits, with a bound of its own, until the views have seen a position. */
  viewsReached(position: number): Promise<unknown>;
  /** A case whose facts could not be recorded; it is tried again after a pause. */
  onFailure(caseId: string, error: unknown): void;
}

/** The most cases taken up at a time: all of them are appended in a few group commits. */
const BATCH = 500;
/** How often the next due instant is asked for: a deadline may have come nearer meanwhile. */
const LOOK_AGAIN_MS = 200;
/** How long a case that failed is left alone. */
const RETRY_AFTER_MS = 5_000;
/** The most failing cases remembered; beyond that the oldest is simply tried again. */
const MAX_FAILING = 1_000;

/** What the timekeeper has done so far, for health and metrics. */
export interface TimekeeperProgress {
  readonly recordedCases: number;
  readonly failingCases: number;
  readonly lastRoundAt: number | null;
}

/**
 * Watches the next due instant and has warnings, breaches, silence and automatic closing recorded,
 * in due order, also those that fell due while nobody was there. Running twice does no harm: what
 * is already recorded is not due any more.
 */
export class Timekeeper {
  readonly #ports: TimekeeperPorts;
  readonly #failing = new Map<string, number>();
  #recordedCases = 0;
  #lastRoundAt: number | null = null;

  constructor(ports: TimekeeperPorts) {
    this.#ports = ports;
  }

  get progress(): TimekeeperProgress {
    return {
      recordedCases: this.#recordedCases,
      failingCases: this.#failing.size,
      lastRoundAt: this.#lastRoundAt,
    };
  }

  /** Runs until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const busy = await this.round();
      if (!busy) await pause(await this.#untilNextLook(), signal);
    }
  }

  /** Takes up one batch of what is due; true when there may be more at once. */
  async round(): Promise<boolean> {
    const { clock, dueCases } = this.#ports;
    const now = clock.now();
    this.#lastRoundAt = now;
    const until = new Date(now).toISOString();
    const due = await dueCases(until, BATCH + this.#failing.size);
    const ready = due.filter(({ caseId }) => this.#mayTry(caseId, now)).slice(0, BATCH);
    if (ready.length === 0) return false;

    await Promise.allSettled(ready.map(({ caseId }) => this.#ports.warmUp(caseId)));
    const positions = await Promise.all(ready.map(({ caseId }) => this.#record(caseId, now)));
    const last = Math.max(...positions);
    if (last >= 0) await this.#ports.viewsReached(last);
    return last >= 0;
  }

  async #record(caseId: string, now: number): Promise<number> {
    try {
      const position = await this.#ports.recordDueFacts(caseId);
      this.#failing.delete(caseId);
      if (position === null) return -1;
      this.#recordedCases += 1;
      return position;
    } catch (error) {
      this.#remember(caseId, now);
      this.#ports.onFailure(caseId, error);
      return -1;
    }
  }

  #mayTry(caseId: string, now: number): boolean {
    const failedAt = this.#failing.get(caseId);
    return failedAt === undefined || now >= failedAt + RETRY_AFTER_MS || now < failedAt;
  }

  #remember(caseId: string, now: number): void {
    const [oldest] = this.#failing.keys();
    if (this.#failing.size >= MAX_FAILING && oldest !== undefined) this.#failing.delete(oldest);
    this.#failing.set(caseId, now);
  }

  async #untilNextLook(): Promise<number> {
    const next = await this.#ports.nextDueAt();
    if (next === null) return LOOK_AGAIN_MS;
    // One millisecond behind the due instant: at the instant itself the promise still holds.
    const ahead = toEpochMs(next) + 1 - this.#ports.clock.now();
    return Math.min(Math.max(ahead, 1), LOOK_AGAIN_MS);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const finish = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, ms);
    signal.addEventListener('abort', finish);
  });
}
