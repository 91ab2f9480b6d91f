import { lockKey } from './advisory-lock.ts';
import { BackOff, pause } from './back-off.ts';
import type { PostgresAccess } from './connection.ts';
import { isError } from './faults.ts';
import { HeldLease } from './held-lease.ts';
import { LEASE_TIMINGS, LeaseConnection } from './lease-connection.ts';

/** A name that only one process holds at a time. */
export interface Lease {
  /** Aborts when the lease is lost, before another process can have it. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

/** Names that processes take turns with. */
export interface Leases {
  /**
   * Waits until nobody else holds the name. Only the signal ends the wait, with its reason: a store
   * that is away is asked again until it is back.
   */
  hold(name: string, options: { readonly signal: AbortSignal }): Promise<Lease>;
  /** Releases what is held and ends what waits. */
  close(): Promise<void>;
}

/**
 * Leases by advisory locks, each on a connection of its own. One that its holder neither releases
 * nor keeps alive is free after 9 s, and a process that waits has it a second later. Throws
 * `ViewStoreUnreachable` or `ViewStoreForbidden`.
 */
export async function openPostgresLeases(access: PostgresAccess): Promise<Leases> {
  const probe = await LeaseConnection.open(access.url);
  await probe.close();
  return new PostgresLeases(access);
}

class PostgresLeases implements Leases {
  readonly #access: PostgresAccess;
  readonly #held = new Set<HeldLease>();
  readonly #closing = new AbortController();

  constructor(access: PostgresAccess) {
    this.#access = access;
  }

  async hold(name: string, { signal }: { readonly signal: AbortSignal }): Promise<Lease> {
    const ended = AbortSignal.any([signal, this.#closing.signal]);
    const backOff = new BackOff();
    for (;;) {
      ended.throwIfAborted();
      try {
        return await this.#holdOnce(name, ended);
      } catch (error) {
        ended.throwIfAborted();
        if (isError(error)) this.#access.onFault?.(error);
        await backOff.wait(ended);
      }
    }
  }

  async close(): Promise<void> {
    this.#closing.abort(new Error('the leases are closed'));
    await Promise.all([...this.#held].map((lease) => lease.release()));
  }

  /** Waits on one connection; throws when that is lost or the signal ends the wait. */
  async #holdOnce(name: string, ended: AbortSignal): Promise<Lease> {
    const connection = await LeaseConnection.open(this.#access.url);
    try {
      for (;;) {
        ended.throwIfAborted();
        const askedAt = performance.now();
        if (await connection.tryLock(lockKey(`lease ${name}`))) {
          ended.throwIfAborted();
          return this.#keep(new HeldLease(name, connection, askedAt));
        }
        await pause(LEASE_TIMINGS.pollMs * (0.75 + Math.random() / 2), ended);
      }
    } catch (error) {
      await connection.close();
      throw error;
    }
  }

  #keep(lease: HeldLease): Lease {
    this.#held.add(lease);
    lease.lost.addEventListener('abort', () => this.#held.delete(lease));
    return lease;
  }
}
