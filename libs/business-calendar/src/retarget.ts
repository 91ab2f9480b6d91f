import type { BusinessHours } from './business-hours.ts';
import type { Pause } from './pauses.ts';

/** A severity or kind that changed while a clock was running (rules default 7). */
export interface TargetChange {
  readonly change: 'lowered' | 'raised';
  /** When the clock started. */
  readonly startMs: number;
  readonly changedAtMs: number;
  /** The due instant under the target before, as its event says. */
  readonly originalDueMs: number;
  readonly replacement: { readonly hours: BusinessHours; readonly targetMs: number };
  /** All finished pauses of the clock. */
  readonly pauses: readonly Pause[];
}

/**
 * The due instant after a change. Lowered: from the start under the new target, pauses measured
 * again on its calendar. Raised: the earlier of the old due instant and the change plus the new
 * target, because a promise once made is not put off. Throws as `BusinessHours.addPaused`.
 */
export function retarget({ replacement, pauses, ...clock }: TargetChange): number {
  const { hours, targetMs } = replacement;
  if (clock.change === 'lowered') return hours.addPaused(clock.startMs, targetMs, pauses);
  return Math.min(clock.originalDueMs, hours.addPaused(clock.changedAtMs, targetMs, pauses));
}
