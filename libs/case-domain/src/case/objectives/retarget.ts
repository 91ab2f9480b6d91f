import { calendarRef, type Pause as FinishedPause } from '@caseline/business-calendar';
import { toEpochMs, toInstant, type Instant } from '@caseline/event-sourcing';
import type { Objective, Pause } from '../case-state.ts';
import type { CaseEvent, CaseEventData, RetargetRule } from '../events/index.ts';
import { dropped } from './fulfilment.ts';
import {
  isBrokenPromise,
  isOpen,
  latestOf,
  nextObjectiveId,
  openPauseOf,
  promisedAt,
} from './objective-queries.ts';
import {
  dueInstant,
  elapsedMs,
  later,
  pausesForCustomer,
  PROVIDER_OBJECTIVES,
  targetFields,
  termsFor,
  warnInstant,
  type Terms,
} from './objective-terms.ts';
import { resumedClock } from './pausing.ts';
import type { Reaction } from './reaction.ts';

const MINUTE_MS = 60_000;

/** A clock under its new terms; whatever rule found it, `due = add(start, target + pausedMs)`. */
type NewClock = Pick<
  CaseEventData<'SlaObjectiveRetargeted'>,
  | 'startedAt'
  | 'dueAt'
  | 'warnAt'
  | 'targetMinutes'
  | 'targetLabel'
  | 'calendar'
  | 'zone'
  | 'tzVersion'
  | 'pausedMs'
  | 'pausedSince'
  | 'remainingMs'
>;

interface Change {
  readonly reaction: Reaction;
  readonly objective: Objective;
  readonly terms: Terms;
}

/**
 * Severity or kind changed: every promise of the provider that is not fulfilled gets a new clock
 * with its own id (TIME.md, default 7). Lowered or reclassified: counted from when it was promised,
 * as if the new terms had always held; the due instant may then lie in the past, and the breach is
 * noticed at once. Raised: the earlier of the old due instant and the change plus the new target. A
 * breach stays; a new clock runs beside it only where it falls due later than what was breached.
 * Without a target under the new terms the clock is dropped. The customer's duty to answer stays.
 */
export const retarget =
  (rule: RetargetRule) =>
  (reaction: Reaction): readonly CaseEvent[] =>
    PROVIDER_OBJECTIVES.flatMap((kind) => {
      const objective = latestOf(reaction.after, kind);
      if (objective === undefined) return [];
      const terms = termsFor(kind, reaction.after, reaction.context);
      if (terms !== undefined) return retargetOne(rule, { reaction, objective, terms });
      if (!isOpen(objective)) return [];
      return [dropped(objective.objectiveId, 'no-target', reaction.happenedAt)];
    });

function retargetOne(rule: RetargetRule, change: Change): readonly CaseEvent[] {
  const { objective, terms, reaction } = change;
  if (isSameTarget(objective, terms) && objective.severity === reaction.after.severity) return [];
  if (isOpen(objective)) return [retargeted(rule, change)];
  if (!isBrokenPromise(objective)) return [];
  // Beside a breach only what falls due later: raising never does.
  const event = retargeted(rule, change);
  const { dueAt } = objective;
  return dueAt !== null && event.data.dueAt <= dueAt ? [] : [event];
}

const isSameTarget = (objective: Objective, { minutes, calendar, zone }: Terms): boolean =>
  objective.targetMinutes === minutes &&
  objective.calendar === calendarRef(calendar) &&
  objective.zone === zone;

type Retargeted = Extract<CaseEvent, { readonly type: 'SlaObjectiveRetargeted' }>;

function retargeted(rule: RetargetRule, change: Change): Retargeted {
  const { objective, reaction } = change;
  const { after, happenedAt: changedAt, causeEventId: causedBy } = reaction;
  const clock = rule === 'raised' ? raisedClock(change) : recountedClock(change);
  // A warning is never due before the clock it warns of exists, nor after it has run out.
  const isOverdue = clock.warnAt === null || clock.dueAt <= changedAt;
  return {
    type: 'SlaObjectiveRetargeted',
    data: {
      objectiveId: nextObjectiveId(after, objective.kind),
      replacesObjectiveId: objective.objectiveId,
      kind: objective.kind,
      severity: after.severity,
      requestId: objective.requestId,
      rule,
      causedBy,
      changedAt,
      previousDueAt: objective.dueAt,
      ...clock,
      warnAt: isOverdue || clock.warnAt === null ? null : later(clock.warnAt, changedAt),
    },
    occurredAt: changedAt,
  };
}

/** The new target counted from when it was promised, pauses measured on the new calendar. */
function recountedClock({ reaction, objective, terms }: Change): NewClock {
  const { after, happenedAt, context } = reaction;
  const { calendar } = terms;
  const startedAt = promisedAt(objective, after.objectives);
  const targetMs = terms.minutes * MINUTE_MS;
  const finished = objective.pauses.flatMap(finishedPause);
  const dueWith = (pauses: readonly FinishedPause[]): Instant =>
    toInstant(calendar.addPaused(toEpochMs(startedAt), targetMs, pauses));
  const dueIfRunning = dueWith(finished);
  const pausedSince = pausedSinceOf(objective, reaction, dueIfRunning);
  const lasting = pausedSince === null ? [] : spanOf(pausedSince, happenedAt);
  const leftFrom = (at: Instant | null): number | null =>
    at === null ? null : elapsedMs(calendar, later(at, startedAt), dueIfRunning);
  const reading = {
    calendar,
    startedAt,
    targetMs,
    pausedMs: elapsedMs(calendar, startedAt, dueIfRunning) - targetMs,
  };
  return {
    startedAt,
    dueAt: dueWith([...finished, ...lasting]),
    warnAt: warnInstant(reading, context),
    ...targetFields(terms, context),
    pausedMs: reading.pausedMs,
    pausedSince,
    remainingMs: leftFrom(pausedSince),
  };
}

const finishedPause = ({ from, to }: Pause): FinishedPause[] =>
  to === null ? [] : spanOf(from, to);

const spanOf = (from: Instant, to: Instant): FinishedPause[] => [
  { fromMs: toEpochMs(from), toMs: toEpochMs(later(from, to)) },
];

/** Since when the new clock stands still: not where it had run out before the pause began. */
function pausedSinceOf(
  objective: Objective,
  { after, happenedAt, context }: Reaction,
  dueAt: Instant,
): Instant | null {
  const lasting = openPauseOf(objective)?.from ?? null;
  // The clock of a breached promise had no pauses; the new one beside it begins with one.
  const waits =
    isBrokenPromise(objective) &&
    after.lifecycle.turn === 'customer' &&
    pausesForCustomer(objective.kind, context);
  const since = lasting ?? (waits ? happenedAt : null);
  return since !== null && since < dueAt ? since : null;
}

/** The earlier of the promise as it was and the new target from the change on. */
function raisedClock(change: Change): NewClock {
  const { objective, reaction } = change;
  const fresh = freshClock(change);
  const resumed = resumedClock(objective, reaction.happenedAt, reaction.context);
  const oldDueAt = resumed?.dueAt ?? objective.dueAt;
  if (oldDueAt === null || fresh.dueAt < oldDueAt) return fresh;
  const { startedAt, targetMinutes, targetLabel, calendar, zone, tzVersion } = objective;
  return {
    startedAt,
    dueAt: oldDueAt,
    warnAt: objective.warnedAt === null ? (resumed?.warnAt ?? objective.warnAt) : null,
    ...{ targetMinutes, targetLabel, calendar, zone, tzVersion },
    pausedMs: objective.pausedMs,
    pausedSince: openPauseOf(objective)?.from ?? null,
    remainingMs: objective.remainingMs,
  };
}

/** The new target from the change on: what was paused before does not count towards it. */
function freshClock({ reaction, objective, terms }: Change): NewClock {
  const { happenedAt: startedAt, context } = reaction;
  const targetMs = terms.minutes * MINUTE_MS;
  const reading = { calendar: terms.calendar, startedAt, targetMs, pausedMs: 0 };
  const pausedSince = openPauseOf(objective)?.from ?? null;
  return {
    startedAt,
    dueAt: dueInstant(reading),
    warnAt: warnInstant(reading, context),
    ...targetFields(terms, context),
    pausedMs: 0,
    pausedSince,
    remainingMs: pausedSince === null ? null : targetMs,
  };
}
