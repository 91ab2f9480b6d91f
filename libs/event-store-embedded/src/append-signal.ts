/** How often a reader beside the writer's process asks SQLite whether something was committed. */
export const POLL_INTERVAL_MS = 10;

/**
 * Wakes subscriptions. Appends of the same instance announce themselves; for those of other threads
 * and processes `hasChanged` is asked, but only while somebody waits.
 */
export class AppendSignal {
  readonly #hasChanged: (() => boolean) | undefined;
  readonly #waiters = new Set<() => void>();
  #poll: NodeJS.Timeout | undefined;
  #version = 0;
  #isClosed = false;

  constructor(hasChanged?: () => boolean) {
    this.#hasChanged = hasChanged;
  }

  /** Take it before reading: what is appended after that ends the next wait. */
  get version(): number {
    return this.#version;
  }

  /** True when the log is closed: subscriptions end. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  close(): void {
    this.#isClosed = true;
    this.announce();
  }

  announce(): void {
    this.#version += 1;
    for (const wake of [...this.#waiters]) wake();
  }

  /** Resolves when something was appended since `version` was taken, or the signal aborts. */
  changedSince(version: number, signal: AbortSignal): Promise<void> {
    if (this.#version !== version || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        signal.removeEventListener('abort', wake);
        this.#waiters.delete(wake);
        if (this.#waiters.size === 0) this.#stopPolling();
        resolve();
      };
      signal.addEventListener('abort', wake);
      this.#waiters.add(wake);
      this.#startPolling();
    });
  }

  #startPolling(): void {
    const hasChanged = this.#hasChanged;
    if (hasChanged === undefined || this.#poll !== undefined) return;
    this.#poll = setInterval(() => {
      if (hasChanged()) this.announce();
    }, POLL_INTERVAL_MS);
  }

  #stopPolling(): void {
    clearInterval(this.#poll);
    this.#poll = undefined;
  }
}
