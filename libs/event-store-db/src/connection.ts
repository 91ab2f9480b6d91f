import type * as dbClient from '@eventstore/db-client';
import type { EventStoreDBClient } from '@eventstore/db-client';
import { detailOf, meaningOf } from './client-errors.ts';
import { disposeOf, guardClient } from './client-guards.ts';
import { within } from './deadline.ts';
import { EventStoreDbError } from './event-store-db-error.ts';
import type { OnFault } from './store-fault.ts';
import type { Timings } from './timings.ts';

export type ClientModule = typeof dbClient;

/** One client, how many use it, and whether it is to go when they are done. */
interface Lease {
  readonly client: EventStoreDBClient;
  users: number;
  isRetired: boolean;
}

/** A client for as long as a stream is open; `release` tells how that ended. */
export interface LeasedClient {
  readonly client: EventStoreDBClient;
  release(error?: unknown): void;
}

export interface ConnectionParts {
  readonly clientModule: ClientModule;
  readonly connectionString: string;
  readonly timings: Timings;
  readonly onFault: OnFault;
}

/**
 * The one client of the process, replaced after every error that nothing explains: it keeps some of
 * them, such as a failed probe of the server's features, and fails with them for ever.
 */
export class Connection {
  readonly clientModule: ClientModule;
  readonly timings: Timings;
  readonly onFault: OnFault;
  readonly #connectionString: string;
  readonly #disposals = new Set<Promise<void>>();
  #current: Lease | undefined;
  #isClosed = false;

  constructor(parts: ConnectionParts) {
    this.clientModule = parts.clientModule;
    this.timings = parts.timings;
    this.onFault = parts.onFault;
    this.#connectionString = parts.connectionString;
  }

  /** Makes one call with the deadline of all calls. */
  async use<T>(what: string, call: (client: EventStoreDBClient) => Promise<T>): Promise<T> {
    const { client, release } = this.lease();
    try {
      const answer = await within(this.timings.callMs, what, () => call(client));
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
    const lease = (this.#current ??= { client: this.#connect(), users: 0, isRetired: false });
    lease.users += 1;
    let isReleased = false;
    const release = (error?: unknown) => {
      if (isReleased) return;
      isReleased = true;
      lease.users -= 1;
      if (error !== undefined && meaningOf(error) === 'unexplained') this.#retire(lease, error);
      this.#disposeIfIdle(lease);
    };
    return { client: lease.client, release };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const last = this.#current;
    this.#current = undefined;
    if (last !== undefined) this.#dispose(last);
    await Promise.all(this.#disposals);
  }

  #connect(): EventStoreDBClient {
    const { EventStoreDBClient: Client } = this.clientModule;
    return guardClient(Client.connectionString(this.#connectionString));
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

  #dispose({ client }: Lease): void {
    const disposal = within(this.timings.callMs, 'closing', () => disposeOf(client))
      // A client that never found its server has nothing to close.
      .catch(() => undefined)
      .finally(() => this.#disposals.delete(disposal));
    this.#disposals.add(disposal);
  }
}
