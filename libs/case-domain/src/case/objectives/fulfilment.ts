import type { Instant } from '@caseline/event-sourcing';
import type { CaseState, Objective } from '../case-state.ts';
import type { CaseEvent, DropReason } from '../events/index.ts';
import { isOpen, promisedAt } from './objective-queries.ts';

/**
 * What it means for an objective that its promise came true at an instant: met when in time, late
 * when it was breached already, a corrected verdict when it had come true in time after all but was
 * recorded later (TIME.md). Nothing for what was settled before or promised only afterwards; an
 * objective that was met stays met at the instant first recorded.
 */
export function fulfil(
  objective: Objective,
  fulfilledAt: Instant,
  { objectives }: Pick<CaseState, 'objectives'>,
): readonly CaseEvent[] {
  if (fulfilledAt < promisedAt(objective, objectives)) return [];
  const { objectiveId, dueAt, breachEventId, state } = objective;
  if (isOpen(objective)) return metOrBroken(objective, fulfilledAt);
  if (dueAt === null || breachEventId === null || objective.verdict !== 'breached') return [];
  if (fulfilledAt <= dueAt) {
    const verdicts = { from: 'breached', to: 'met' } as const;
    const data = { objectiveId, ...verdicts, dueAt, fulfilledAt, breachEventId };
    return [{ type: 'SlaVerdictCorrected', data, occurredAt: fulfilledAt }];
  }
  return state === 'breached' ? [fulfilledLate(objectiveId, dueAt, fulfilledAt)] : [];
}

/** Met iff not after the due instant; the breach comes first where nobody had noticed it yet. */
function metOrBroken(
  { objectiveId, dueAt }: Objective,
  fulfilledAt: Instant,
): readonly CaseEvent[] {
  if (dueAt !== null && fulfilledAt > dueAt) {
    return [
      { type: 'SlaObjectiveBreached', data: { objectiveId, dueAt }, occurredAt: dueAt },
      fulfilledLate(objectiveId, dueAt, fulfilledAt),
    ];
  }
  const data = { objectiveId, fulfilledAt, dueAt };
  return [{ type: 'SlaObjectiveMet', data, occurredAt: fulfilledAt }];
}

const fulfilledLate = (objectiveId: string, dueAt: Instant, fulfilledAt: Instant): CaseEvent => ({
  type: 'SlaObjectiveFulfilledLate',
  data: { objectiveId, dueAt, fulfilledAt },
  occurredAt: fulfilledAt,
});

/** Neither met nor breached: all clocks that are on stop, and nothing escalates any more. */
export const dropOpen = (
  { objectives }: Pick<CaseState, 'objectives'>,
  reason: DropReason,
  droppedAt: Instant,
): readonly CaseEvent[] =>
  objectives.filter(isOpen).map(({ objectiveId }) => dropped(objectiveId, reason, droppedAt));

export const dropped = (
  objectiveId: string,
  reason: DropReason,
  droppedAt: Instant,
): CaseEvent => ({
  type: 'SlaObjectiveDropped',
  data: { objectiveId, reason, droppedAt },
  occurredAt: droppedAt,
});
