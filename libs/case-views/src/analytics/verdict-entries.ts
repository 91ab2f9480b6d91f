import type { CaseEventType } from '@caseline/case-domain';
import type { CaseFact, CaseFactOf } from '../case-fact.ts';
import { promiseOf } from './case-memory.ts';
import type { RememberedPromise } from './case-memory.ts';
import { breachReason } from './breach-reason.ts';
import { whereabouts } from './figure-line.ts';
import type { Entry } from './figure-line.ts';
import type { CaseFigures } from './figure-tables.ts';

type Verdict =
  'SlaObjectiveMet' | 'SlaObjectiveDropped' | 'SlaObjectiveBreached' | 'SlaVerdictCorrected';

type Count<Type extends CaseEventType> = (
  before: CaseFigures,
  data: CaseFactOf<Type>['data'],
) => readonly Entry[];

/** The events that settle a promise, each on the day of the fulfilment or of the missed instant. */
const verdicts: { readonly [Type in Verdict]: Count<Type> } = {
  SlaObjectiveMet: (before, { objectiveId, fulfilledAt }) => [
    { measure: 'promise-met', ...placeOf(before, objectiveId, fulfilledAt) },
  ],
  SlaObjectiveDropped: (before, { objectiveId, droppedAt }) => [
    {
      measure: 'promise-not-applicable',
      ...placeOf(before, objectiveId, droppedAt),
    },
  ],
  SlaObjectiveBreached: (before, { objectiveId, dueAt }) => {
    const promise = promiseOf(before, objectiveId);
    const at = { ...whereabouts(before), severity: promise.severity };
    const breach = { at, reason: breachReason(before, promise) };
    return brokenEntries(promise, breach, dueAt);
  },
  SlaVerdictCorrected: (before, data) => correctionEntries(before, data),
};

/** What a verdict counts for; nothing for an event that is none. */
export function verdictEntries(before: CaseFigures, event: CaseFact): readonly Entry[] {
  if (!Object.hasOwn(verdicts, event.type)) return [];
  const count = verdicts[event.type as Verdict] as Count<CaseEventType>;
  return count(before, event.data);
}

function placeOf(before: CaseFigures, objectiveId: string, instant: string) {
  const promise = promiseOf(before, objectiveId);
  const { kind: detail, severity } = promise;
  return { at: { ...whereabouts(before), severity }, detail, ...judgedAt(promise, instant) };
}

/** Nothing can be judged before it was promised, though it may count for an earlier day. */
function judgedAt({ madeAt }: RememberedPromise, instant: string) {
  const onMs = Date.parse(instant);
  return { onMs, sinceMs: Math.max(onMs, madeAt) };
}

type Breach = NonNullable<RememberedPromise['breach']>;

function brokenEntries(
  promise: RememberedPromise,
  { at, reason }: Breach,
  dueAt: string,
): readonly Entry[] {
  const broken = { at, ...judgedAt(promise, dueAt) };
  return [
    { measure: 'promise-breached', detail: promise.kind, ...broken },
    // What the customer owes is broken by the customer.
    ...(promise.kind === 'customer-answer'
      ? []
      : [{ measure: 'breach-reason', detail: reason, ...broken } as const]),
  ];
}

/** The broken promise is taken back from where it was counted, and counts there as met. */
function correctionEntries(
  before: CaseFigures,
  { objectiveId, dueAt, fulfilledAt }: CaseFactOf<'SlaVerdictCorrected'>['data'],
): readonly Entry[] {
  const promise = promiseOf(before, objectiveId);
  const { kind: detail, breach } = promise;
  if (breach === undefined) throw new Error(`${objectiveId} was never broken`);
  const { at } = breach;
  const broken = brokenEntries(promise, breach, dueAt);
  return [
    ...broken.map((entry): Entry => ({ ...entry, number: -1 })),
    { measure: 'promise-met', at, detail, ...judgedAt(promise, fulfilledAt) },
    { measure: 'verdict-corrected', at, detail, ...judgedAt(promise, dueAt) },
  ];
}
