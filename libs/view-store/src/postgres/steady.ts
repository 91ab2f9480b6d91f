import { BackOff } from './back-off.ts';
import type { PostgresAccess, SessionPool } from './connection.ts';
import { isConnectionFault, isContention, isError } from './faults.ts';

/** About 20 s of trying: a restart of PostgreSQL, or a change to its standby, passes unseen. */
const MAX_ATTEMPTS = 14;

/** Does work again that failed for a lost connection, or because another was in the way. */
export class Steady {
  readonly #pool: SessionPool;
  readonly #onFault: PostgresAccess['onFault'];
  readonly #stop = new AbortController();

  constructor(pool: SessionPool, onFault: PostgresAccess['onFault']) {
    this.#pool = pool;
    this.#onFault = onFault;
  }

  /** The last error is thrown, explained. Work must be such that doing it twice does no harm. */
  async attempt<Result>(work: () => Promise<Result>, most = MAX_ATTEMPTS): Promise<Result> {
    const backOff = new BackOff();
    for (let attempts = 1; ; attempts += 1) {
      try {
        return await work();
      } catch (error) {
        const explained = this.#pool.explained(error);
        const isPassing = isConnectionFault(error) || isContention(error);
        if (!isPassing || attempts >= most || this.#stop.signal.aborted) throw explained;
        if (isError(explained)) this.#onFault?.(explained);
        await backOff.wait(this.#stop.signal);
      }
    }
  }

  /** Waits no longer: what fails now has failed. */
  stop(): void {
    this.#stop.abort();
  }
}
