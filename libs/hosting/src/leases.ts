import type { StoreSettings } from './stores.ts';

/** The right to be the only one who does something, until it is lost or given back. */
export interface Lease {
  /** Aborts when the right is lost: another process may have it from then on. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

/** Rights by name, one holder each. */
export interface Leases {
  /** Waits until nobody else holds the name; rejects when the signal comes first. */
  hold(name: string, options: { readonly signal: AbortSignal }): Promise<Lease>;
  close(): Promise<void>;
}

/** Leases among all processes of an installation: PostgreSQL keeps them. */
export async function openLeases(_settings: StoreSettings): Promise<Leases> {
  return new LeasesOfNobodyElse();
}

/**
 * Views in a file have one projector and one timekeeper by the way they are started, so whoever
 * asks gets the lease. Two would do no harm: checkpoints and command ids count each event once.
 */
class LeasesOfNobodyElse implements Leases {
  async hold(): Promise<Lease> {
    return { lost: new AbortController().signal, release: async () => undefined };
  }

  async close(): Promise<void> {}
}
