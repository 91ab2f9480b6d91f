import type { Timings } from './timings.ts';

/** Waits longer each time, up to a limit; chance spreads clients that failed together. */
export class BackOff {
  readonly #timings: Timings;
  #failures = 0;

  constructor(timings: Timings) {
    this.#timings = timings;
  }

  /** After a success the next wait is short again. */
  reset(): void {
    this.#failures = 0;
  }

  /** Resolves after the wait, or at once when the signal aborts. */
  wait(signal?: AbortSignal): Promise<void> {
    const { firstBackOffMs, longestBackOffMs } = this.#timings;
    const longest = Math.min(longestBackOffMs, firstBackOffMs * 2 ** this.#failures);
    this.#failures += 1;
    const ms = longest * (0.5 + Math.random() / 2);
    return new Promise((resolve) => {
      if (signal?.aborted === true) return resolve();
      const end = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      signal?.addEventListener('abort', end);
    });
  }
}
