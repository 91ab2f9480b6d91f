import { detailOf, meaningOf } from './client-errors.ts';
import { disposeOf, guardClient } from './client-guards.ts';
import type { ClientModules } from './client-modules.ts';
import { within } from './deadline.ts';
import { EventStoreDbError } from './event-store-db-error.ts';
import { ServerCalls } from './server-calls.ts';
import type { OnFault } from './store-fault.ts';
import type { Timings } from './timings.ts';

/** One client, how many use it, and whether it is to go when they are done. */
interface Lease {
  readonly calls: ServerCalls;
  users: number;
  isRetired: boolean;
}

/** A client for as long as a stream is open; `release` tells how that ended. */
export interface LeasedClient {
  readonly calls: ServerCalls;
  release(error?: unknown): void;
}

export interface ConnectionParts {
  readonly modules: ClientModules;
  readonly connectionString: string;
  readonly timings: Timings;
  readonly onFault: OnFault;
}

/**
 * The one client of the process, replaced after every error that nothing explains: it keeps some of
 * them, such as a failed probe of the server's features, and fails with them for ever.
 */
export class Connection {
  readonly #modules: ClientModules;
  readonly timings: Timings;
  readonly onFault: OnFault;
  readonly #connectionString: string;
  readonly #disposals = new Set<Promise<void>>();
  #current: Lease | undefined;
  #isClosed = false;

  constructor(parts: ConnectionParts) {
    this.#modules = parts.modules;
    this.timings = parts.timings;
    this.onFault = parts.onFault;
    this.#connectionString = parts.connectionString;
  }

  /** Makes one call with the deadline of all calls. */
  async use<T>(what: string, call: (calls: ServerCalls) => Promise<T>): Promise<T> {
    const { calls, release } = this.lease();
    try {
      const answer = await within(this.timings.callMs, what, () => call(calls));
      release();
      return answer;
    } catch (error) {
      release(error);
      throw error;
    }
  }

  /** The client for a stream; to be released in a `finally`. */
  lease(): LeasedClient {
    if (this.#isClosed) {
      throw new EventStoreDbError('event-store-closed', 'The event store is closed.');
    }
    const lease = (this.#current ??= { calls: this.#connect(), users: 0, isRetired: false });
    lease.users += 1;
    let isReleased = false;
    const release = (error?: unknown) => {
      if (isReleased) return;
      isReleased = true;
      lease.users -= 1;
      if (error !== undefined && meaningOf(error) === 'unexplained') this.#retire(lease, error);
      this.#disposeIfIdle(lease);
    };
    return { calls: lease.calls, release };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const last = this.#current;
    this.#current = undefined;
    if (last !== undefined) this.#dispose(last);
    await Promise.all(this.#disposals);
  }

  #connect(): ServerCalls {
    const { EventStoreDBClient: Client } = this.#modules.client;
    const client = guardClient(Client.connectionString(this.#connectionString));
    return new ServerCalls(client, this.#modules);
  }

  #retire(lease: Lease, error: unknown): void {
    if (lease.isRetired) return;
    lease.isRetired = true;
    if (this.#current !== lease) return;
    this.#current = undefined;
    this.onFault({ kind: 'client-recreated', detail: detailOf(error) });
  }

  /** Calls under way on a retired client may still succeed, so it goes with the last of them. */
  #disposeIfIdle(lease: Lease): void {
    if (lease.isRetired && lease.users === 0) this.#dispose(lease);
  }

  #dispose({ calls }: Lease): void {
    const disposal = within(this.timings.callMs, 'closing', () => disposeOf(calls.client))
      // A client that never found its server has nothing to close.
      .catch(() => undefined)
      .finally(() => this.#disposals.delete(disposal));
    this.#disposals.add(disposal);
  }
}
