import { toEpochMs, type Instant } from '@caseline/event-sourcing';
import type { CompiledPack } from '@caseline/support-policy';
import type { Objective } from '../case-state.ts';
import { calendarOf, dueInstant, targetMsOf } from './objective-terms.ts';

/** What counting a stored deadline again came to. Verdicts always follow the stored one. */
export type DueAtAudit =
  | { readonly outcome: 'same'; readonly dueAt: Instant }
  | {
      readonly outcome: 'different';
      readonly storedDueAt: Instant;
      readonly recomputedDueAt: Instant;
      readonly differenceMs: number;
      /** The editions of the time zone rules then and now: the usual reason. */
      readonly tzVersions: { readonly stored: string; readonly current: string };
    }
  /** It stands still, so that it has no due instant. */
  | { readonly outcome: 'no-due-instant' }
  | { readonly outcome: 'not-computable'; readonly reason: string };

/**
 * Counts a deadline again, for audits: `add(start, target + pauses)` on the calendar version that
 * its event names, under the time zone rules of today. Reports and never throws (TIME.md).
 */
export function recomputeDueAt(
  objective: Objective,
  { policy, tzVersion }: { readonly policy: CompiledPack; readonly tzVersion: string },
): DueAtAudit {
  const { dueAt: storedDueAt, startedAt, pausedMs } = objective;
  if (storedDueAt === null) return { outcome: 'no-due-instant' };
  try {
    const calendar = calendarOf(objective, policy);
    const targetMs = targetMsOf(objective);
    const recomputedDueAt = dueInstant({ calendar, startedAt, targetMs, pausedMs });
    if (recomputedDueAt === storedDueAt) return { outcome: 'same', dueAt: storedDueAt };
    const differenceMs = toEpochMs(recomputedDueAt) - toEpochMs(storedDueAt);
    const tzVersions = { stored: objective.tzVersion, current: tzVersion };
    return { outcome: 'different', storedDueAt, recomputedDueAt, differenceMs, tzVersions };
  } catch (error) {
    return {
      outcome: 'not-computable',
      reason: error instanceof Error ? error.message : String(error),
    };
  }
}
