import type { Instant } from './envelope.ts';

/** Tells the time to the shell; the pure core gets instants with its commands. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}

/** The instant of some milliseconds since the epoch. */
export const toInstant = (epochMs: number): Instant => new Date(epochMs).toISOString();

/** Milliseconds since the epoch of an instant. */
export const toEpochMs = (instant: Instant): number => Date.parse(instant);
