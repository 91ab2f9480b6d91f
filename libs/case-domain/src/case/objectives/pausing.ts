import type { Instant } from '@caseline/event-sourcing';
import type { Objective } from '../case-state.ts';
import type { CaseEvent, CaseEventData } from '../events/index.ts';
import { openPauseOf } from './objective-queries.ts';
import {
  calendarOf,
  dueInstant,
  elapsedMs,
  later,
  pausesForCustomer,
  targetMsOf,
  warnInstant,
  type ClockReading,
  type Judge,
} from './objective-terms.ts';

/** When a clock is stopped or set going again, by which event, and who judges it. */
export interface TurnChange {
  readonly at: Instant;
  readonly causedBy: string;
  readonly judge: Judge;
}

type EventOf<Type extends CaseEvent['type']> = Extract<CaseEvent, { readonly type: Type }>;

/**
 * Stops a running clock; undefined where the kind does not pause, or where the clock had run out
 * by then: a pause at or after the due instant does not help (TIME.md). Never begins inside a
 * pause before it, so that no time is given back twice.
 */
export function pause(
  objective: Objective,
  { at, causedBy, judge }: TurnChange,
): EventOf<'SlaObjectivePaused'> | undefined {
  const { objectiveId, kind, state, dueAt } = objective;
  if (state !== 'running' || dueAt === null || !pausesForCustomer(kind, judge)) return undefined;
  const free = objective.pauses.at(-1)?.to ?? objective.startedAt;
  const pausedAt = later(at, later(free, objective.startedAt));
  if (pausedAt >= dueAt) return undefined;
  const remainingMs = elapsedMs(calendarOf(objective, judge.policy), pausedAt, dueAt);
  const data = { objectiveId, pausedAt, causedBy, remainingMs };
  return { type: 'SlaObjectivePaused', data, occurredAt: pausedAt };
}

/** Sets a paused clock going again; undefined where it is not paused. */
export function resume(
  objective: Objective,
  { at, causedBy, judge }: TurnChange,
): EventOf<'SlaObjectiveResumed'> | undefined {
  const clock = resumedClock(objective, at, judge);
  if (clock === undefined) return undefined;
  const data = { objectiveId: objective.objectiveId, causedBy, ...clock };
  return { type: 'SlaObjectiveResumed', data, occurredAt: clock.resumedAt };
}

type ResumedClock = Omit<CaseEventData<'SlaObjectiveResumed'>, 'objectiveId' | 'causedBy'>;

/** How a paused clock reads once its pause ends at the instant. */
export function resumedClock(
  objective: Objective,
  at: Instant,
  judge: Judge,
): ResumedClock | undefined {
  const lasting = openPauseOf(objective);
  if (objective.state !== 'paused' || lasting === undefined) return undefined;
  const calendar = calendarOf(objective, judge.policy);
  const resumedAt = later(at, lasting.from);
  // After a raise the pause may have begun before the clock did.
  const countedFrom = later(lasting.from, objective.startedAt);
  const pausedMs = objective.pausedMs + elapsedMs(calendar, countedFrom, resumedAt);
  const { startedAt } = objective;
  const reading: ClockReading = { calendar, startedAt, targetMs: targetMsOf(objective), pausedMs };
  const warnAt = objective.warnedAt === null ? warnInstant(reading, judge) : null;
  return { resumedAt, pausedMs, dueAt: dueInstant(reading), warnAt };
}
