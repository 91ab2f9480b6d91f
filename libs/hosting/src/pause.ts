import { setTimeout as delay } from 'node:timers/promises';

/** Waits; ends early, and is no fault, when the signal comes meanwhile. */
export const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  delay(ms, undefined, { signal }).catch(() => undefined);
