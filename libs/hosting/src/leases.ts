import { openPostgresLeases, type Lease, type Leases } from '@caseline/view-store';
import type { StoreSettings } from './stores.ts';

export type { Lease, Leases };

/** Rights by name, one holder each in all of an installation: PostgreSQL keeps them. */
export async function openLeases(
  { DATABASE_URL: url }: StoreSettings,
  onFault?: (fault: Error) => void,
): Promise<Leases> {
  return url === undefined ? new LeasesOfNobodyElse() : openPostgresLeases({ url, onFault });
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
