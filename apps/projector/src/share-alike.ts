import { pause, type Lease, type Leases } from '@caseline/hosting';
import type { SharedProjector } from './shared-projector.ts';

/** The lease of a projector that feeds nothing and wants to. */
const WANTED = 'projection wanted';
/** How often a projector looks whether all have something to do. */
const LOOK_MS = 5_000;
/** So long the lease is asked for to see whether somebody has it. */
const PROBE_MS = 1_000;
/** How often a projector that wants something looks whether it got it. */
const GOT_MS = 250;

/**
 * Lets projectors share alike: one that feeds nothing says so by holding a lease, and one that
 * feeds two or more gives one away when that lease is held. A projector that starts later gets its
 * part, and no more than one projection changes hands at a time.
 */
export function shareAlike(
  projector: Pick<SharedProjector, 'owned' | 'yieldOne'>,
  leases: Leases,
): { close(): Promise<void> } {
  const stop = new AbortController();
  const running = share(projector, leases, stop.signal);
  return {
    close: async () => {
      stop.abort();
      await running;
    },
  };
}

async function share(
  projector: Pick<SharedProjector, 'owned' | 'yieldOne'>,
  leases: Leases,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await pause(LOOK_MS, signal);
    if (signal.aborted) return;
    const count = projector.owned().length;
    if (count === 0) await want(projector, leases, signal);
    else if (count > 1 && (await isWanted(leases, signal))) projector.yieldOne();
  }
}

async function want(
  projector: Pick<SharedProjector, 'owned'>,
  leases: Leases,
  signal: AbortSignal,
): Promise<void> {
  const lease = await held(leases, signal);
  if (lease === undefined) return;
  while (!signal.aborted && !lease.lost.aborted && projector.owned().length === 0) {
    await pause(GOT_MS, signal);
  }
  await lease.release().catch(() => undefined);
}

async function isWanted(leases: Leases, signal: AbortSignal): Promise<boolean> {
  const tooLong = AbortSignal.timeout(PROBE_MS);
  const lease = await held(leases, AbortSignal.any([signal, tooLong]));
  await lease?.release().catch(() => undefined);
  return lease === undefined && tooLong.aborted;
}

/** The lease; undefined when the signal came first, or the leases cannot be reached just now. */
async function held(leases: Leases, signal: AbortSignal): Promise<Lease | undefined> {
  try {
    return await leases.hold(WANTED, { signal });
  } catch {
    return undefined;
  }
}
