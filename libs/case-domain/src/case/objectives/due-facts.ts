import { toEpochMs, toInstant, type Instant } from '@caseline/event-sourcing';
import type { CaseContext } from '../case-command.ts';
import type { CaseState, Objective } from '../case-state.ts';
import type { CaseEvent } from '../events/index.ts';
import { endOf } from '../../organization/organization-state.ts';
import { earlier } from './objective-terms.ts';

/** More facts than this fall due at once only by a bug: each is recorded once in a case's life. */
export const MAX_DUE_FACTS = 10_000;

/** Facts that fall due at the same instant are recorded in this order. */
const TIE_ORDER = ['warning', 'silence', 'breach', 'review', 'closing'] as const;

interface DueFact {
  readonly rank: (typeof TIE_ORDER)[number];
  /** When it happens, whenever it is noticed. */
  readonly occurredAt: Instant;
  readonly event: CaseEvent;
}

/**
 * The earliest fact of time that has come at `until` and is not recorded yet: a warning, a
 * customer's silence, a breach, an ended entitlement (default 8), the closing of a resolved case.
 * In the order of their instants, ties as in `TIE_ORDER`, then in the order the objectives were
 * started. A due instant is still in time: its breach is noticed from one millisecond later on, and
 * says the due instant as when it happened. Undefined when nothing is due. Fold it and ask again:
 * every fact can be recorded only once, so that the asking ends.
 */
export function nextDueFact(
  state: CaseState,
  until: Instant,
  context: CaseContext,
): CaseEvent | undefined {
  let next: DueFact | undefined;
  for (const fact of dueFacts(state, until, context)) {
    if (hasCome(fact, until) && (next === undefined || isBefore(fact, next))) next = fact;
  }
  return next?.event;
}

/** When a timer should ask `nextDueFact` again, from what the case alone knows; null: never. */
export function nextDueAt(state: CaseState): Instant | null {
  let next: Instant | null = null;
  const consider = (at: Instant | null): void => {
    if (at !== null) next = next === null ? at : earlier(next, at);
  };
  for (const objective of state.objectives) {
    if (objective.state !== 'running' || objective.dueAt === null) continue;
    consider(objective.warnedAt === null ? objective.warnAt : null);
    consider(justAfter(objective.dueAt));
  }
  consider(entitlementToReview(state)?.validTo ?? null);
  consider(state.lifecycle.status === 'resolved' ? state.closesAt : null);
  return next;
}

/** A warning comes at its instant; at a due instant itself the promise still holds. */
const hasCome = ({ rank, occurredAt }: DueFact, until: Instant): boolean =>
  rank === 'breach' || rank === 'silence' ? occurredAt < until : occurredAt <= until;

const isBefore = (a: DueFact, b: DueFact): boolean =>
  a.occurredAt === b.occurredAt
    ? TIE_ORDER.indexOf(a.rank) < TIE_ORDER.indexOf(b.rank)
    : a.occurredAt < b.occurredAt;

const justAfter = (instant: Instant): Instant => toInstant(toEpochMs(instant) + 1);

const dueFacts = (state: CaseState, until: Instant, context: CaseContext): readonly DueFact[] => [
  ...state.objectives
    .filter((objective) => mayBeDue(objective, until))
    .flatMap((objective) => clockFacts(objective, state, context)),
  ...reviewFacts(state, context),
  ...closingFacts(state),
];

/** Asked before every command, and almost always answered no. */
const mayBeDue = ({ state, warnAt, dueAt }: Objective, until: Instant): boolean =>
  state === 'running' &&
  ((dueAt !== null && dueAt < until) || (warnAt !== null && warnAt <= until));

function clockFacts(
  { objectiveId, requestId, warnAt, warnedAt, dueAt }: Objective,
  { requests }: CaseState,
  { policy }: CaseContext,
): readonly DueFact[] {
  if (dueAt === null) return [];
  const facts: DueFact[] = [];
  if (warnAt !== null && warnedAt === null) {
    const thresholdPercent = policy.content.warnAtPercent;
    const data = { objectiveId, thresholdPercent, warnAt, dueAt };
    facts.push(fact('warning', warnAt, { type: 'SlaObjectiveWarned', data }));
  }
  const request = requests.find((candidate) => candidate.requestId === requestId);
  if (request !== undefined && request.silenceRecordedAt === null) {
    const { eventId: requestEventId, requestedAt } = request;
    const data = { requestId: request.requestId, requestEventId, requestedAt, dueAt };
    facts.push(fact('silence', dueAt, { type: 'CustomerSilenceRecorded', data }));
  }
  const breach = fact('breach', dueAt, {
    type: 'SlaObjectiveBreached',
    data: { objectiveId, dueAt },
  });
  return [...facts, breach];
}

const fact = (rank: DueFact['rank'], occurredAt: Instant, event: CaseEvent): DueFact => ({
  rank,
  occurredAt,
  event: { ...event, occurredAt },
});

const ACTIVE: readonly string[] = ['opened', 'triaged', 'responded'];

/** What a case holds severity A by, while its end would still be news (default 8). */
const entitlementToReview = (state: CaseState): CaseState['entitlement'] =>
  state.severity === 'A' && !state.entitlementFlagged && ACTIVE.includes(state.lifecycle.status)
    ? state.entitlement
    : null;

/** An agreement may have been ended before its time after the case had copied it. */
function reviewFacts(state: CaseState, { organization }: CaseContext): readonly DueFact[] {
  const entitlement = entitlementToReview(state);
  if (entitlement === null) return [];
  const { agreementId, validTo } = entitlement;
  const agreement = organization?.agreements.find((signed) => signed.agreementId === agreementId);
  const ends = [validTo, agreement === undefined ? null : endOf(agreement)];
  const [endedAt] = ends.filter((end) => end !== null).sort();
  if (endedAt === undefined) return [];
  const data = { agreementId, endedAt };
  return [fact('review', endedAt, { type: 'EntitlementReviewFlagged', data })];
}

function closingFacts({ lifecycle, closesAt }: CaseState): readonly DueFact[] {
  if (lifecycle.status !== 'resolved' || closesAt === null) return [];
  const data = { reason: 'reopen-window-ended' } as const;
  return [fact('closing', closesAt, { type: 'CaseClosed', data })];
}
