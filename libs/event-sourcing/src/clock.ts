import type { Instant } from './envelope.ts';

/** Tells the time to the shell; the pure core gets instants with its commands. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}

let lastMs = Number.NaN;
let lastInstant: Instant = '';

/** The instant of some milliseconds since the epoch. Many commands share one: it is remembered. */
export function toInstant(epochMs: number): Instant {
  if (epochMs !== lastMs) {
    lastInstant = new Date(epochMs).toISOString();
    lastMs = epochMs;
  }
  return lastInstant;
}

/** Milliseconds since the epoch of an instant. */
export const toEpochMs = (instant: Instant): number => Date.parse(instant);
