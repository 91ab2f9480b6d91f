import type { LeaseConnection } from './lease-connection.ts';
import { LEASE_TIMINGS } from './lease-connection.ts';
import { ViewStoreUnreachable } from './view-store-errors.ts';

/** A lease that is kept alive until it is released or lost. */
export class HeldLease {
  readonly #name: string;
  readonly #connection: LeaseConnection;
  readonly #lost = new AbortController();
  #heartbeat: NodeJS.Timeout | undefined;
  #fence: NodeJS.Timeout | undefined;

  /** `askedAt`: when the server was asked for the lock, so before it can have given it. */
  constructor(name: string, connection: LeaseConnection, askedAt: number) {
    this.#name = name;
    this.#connection = connection;
    connection.ended.addEventListener('abort', () => this.#lose(connection.ended.reason));
    this.#alive(askedAt);
    if (connection.ended.aborted) this.#lose(connection.ended.reason);
  }

  /** Aborts on `release` too: whoever works under the lease stops either way. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  async release(): Promise<void> {
    if (this.#lost.signal.aborted) return;
    this.#end(new Error(`the lease ${this.#name} was released`));
    await this.#connection.close();
  }

  /** The server knew the holder at this instant, or later. */
  #alive(sentAt: number): void {
    clearTimeout(this.#fence);
    const left = Math.max(0, LEASE_TIMINGS.fenceMs - (performance.now() - sentAt));
    this.#fence = setTimeout(() => this.#lose(new Error('the server does not answer')), left);
    this.#heartbeat = setTimeout(() => void this.#beat(), LEASE_TIMINGS.heartbeatMs);
  }

  async #beat(): Promise<void> {
    const sentAt = performance.now();
    try {
      await this.#connection.heartbeat();
      if (!this.#lost.signal.aborted) this.#alive(sentAt);
    } catch (error) {
      this.#lose(error);
    }
  }

  #lose(cause: unknown): void {
    if (this.#lost.signal.aborted) return;
    const message = `The lease ${this.#name} is lost: another process may hold it now`;
    this.#end(new ViewStoreUnreachable(message, { cause }));
    void this.#connection.close();
  }

  #end(reason: Error): void {
    clearTimeout(this.#heartbeat);
    clearTimeout(this.#fence);
    this.#lost.abort(reason);
  }
}
