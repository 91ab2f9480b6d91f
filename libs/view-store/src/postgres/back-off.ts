const FIRST_MS = 100;
const LONGEST_MS = 2_000;

/** Waits longer each time, up to 2 s; chance spreads clients that failed together. */
export class BackOff {
  #failures = 0;

  /** After a success the next wait is short again. */
  reset(): void {
    this.#failures = 0;
  }

  /** Resolves after the wait, or at once when the signal aborts. */
  wait(signal: AbortSignal): Promise<void> {
    const longest = Math.min(LONGEST_MS, FIRST_MS * 2 ** this.#failures);
    this.#failures += 1;
    return pause(longest * (0.5 + Math.random() / 2), signal);
  }
}

/** Resolves after some milliseconds, or at once when the signal aborts. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });
}
