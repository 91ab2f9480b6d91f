import type { Position } from '@caseline/event-sourcing';

/** The most questions that may wait for a position at once. */
const MAX_WAITING = 10_000;

/** How often the checkpoint is read when nobody tells. */
const POLL_MS = 20;

interface Waiting {
  readonly position: Position;
  readonly settle: (reached: boolean) => void;
}

/**
 * Lets questions wait until the views have reached a position. Whoever knows says so with
 * `reached`; where the projector is another process the checkpoint is read again and again while
 * somebody waits.
 */
export class PositionWatch {
  readonly #read: () => Promise<Position>;
  readonly #waiting = new Set<Waiting>();
  #poll: NodeJS.Timeout | undefined;

  constructor(read: () => Promise<Position>) {
    this.#read = read;
  }

  /** The views are at least here now. */
  reached(position: Position): void {
    for (const waiting of this.#waiting) {
      if (waiting.position <= position) waiting.settle(true);
    }
  }

  /** False when the time is up, or when too many wait already. */
  async waitFor(position: Position, timeoutMs: number): Promise<boolean> {
    if ((await this.#read()) >= position) return true;
    if (timeoutMs <= 0 || this.#waiting.size >= MAX_WAITING) return false;
    return new Promise((resolve) => {
      const settle = (reached: boolean) => {
        clearTimeout(timeout);
        this.#waiting.delete(waiting);
        resolve(reached);
      };
      const timeout = setTimeout(() => settle(false), timeoutMs);
      const waiting: Waiting = { position, settle };
      this.#waiting.add(waiting);
      this.#pollLater();
    });
  }

  close(): void {
    clearTimeout(this.#poll);
    for (const waiting of this.#waiting) waiting.settle(false);
  }

  #pollLater(): void {
    clearTimeout(this.#poll);
    if (this.#waiting.size === 0) return;
    this.#poll = setTimeout(() => {
      void this.#read().then(
        (position) => {
          this.reached(position);
          this.#pollLater();
        },
        // The store is closed or busy: those who wait time out by themselves.
        () => this.#pollLater(),
      );
    }, POLL_MS);
  }
}
