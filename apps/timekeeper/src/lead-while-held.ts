import { pause, type Closable, type Leases, type Logger } from '@caseline/hosting';

/** Before a lease that could not be asked for is tried again. */
const RETRY_MS = 1_000;

/** Works each time the lease of that name is won, until it is lost or the whole is closed. */
export function leadWhileHeld(
  { leases, logger }: { readonly leases: Leases; readonly logger: Logger },
  name: string,
  work: (signal: AbortSignal) => Promise<void>,
): Closable {
  const stop = new AbortController();
  const running = lead(stop.signal);
  return {
    close: async () => {
      stop.abort();
      await running;
    },
  };

  async function lead(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        const lease = await leases.hold(name, { signal });
        try {
          await work(AbortSignal.any([signal, lease.lost]));
        } finally {
          await lease.release();
        }
      } catch (error) {
        if (signal.aborted) return;
        logger.error({ err: error }, `${name}-lease-failed`);
        await pause(RETRY_MS, signal);
      }
    }
  }
}
