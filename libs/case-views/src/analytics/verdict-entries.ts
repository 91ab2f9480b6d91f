import type { CaseEventType } from '@caseline/case-domain';
import type { CaseFact, CaseFactOf } from '../case-fact.ts';
import { promiseOf } from './case-memory.ts';
import type { RememberedPromise } from './case-memory.ts';
import { breachReason } from './breach-reason.ts';
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
    { measure: 'promise-met', ...placeOf(before, objectiveId), onMs: Date.parse(fulfilledAt) },
  ],
  SlaObjectiveDropped: (before, { objectiveId, droppedAt }) => [
    {
      measure: 'promise-not-applicable',
      ...placeOf(before, objectiveId),
      onMs: Date.parse(droppedAt),
    },
  ],
  SlaObjectiveBreached: (before, { objectiveId, dueAt }) => {
    const promise = promiseOf(before, objectiveId);
    const at = { ...before, severity: promise.severity };
    const breach = { at, reason: breachReason(before, promise) };
    return brokenEntries(promise.kind, breach, Date.parse(dueAt));
  },
  SlaVerdictCorrected: (before, data) => correctionEntries(before, data),
};

/** What a verdict counts for; nothing for an event that is none. */
export function verdictEntries(before: CaseFigures, event: CaseFact): readonly Entry[] {
  if (!Object.hasOwn(verdicts, event.type)) return [];
  const count = verdicts[event.type as Verdict] as Count<CaseEventType>;
  return count(before, event.data);
}

function placeOf(before: CaseFigures, objectiveId: string): Pick<Entry, 'at' | 'detail'> {
  const { kind, severity } = promiseOf(before, objectiveId);
  return { at: { ...before, severity }, detail: kind };
}

type Breach = NonNullable<RememberedPromise['breach']>;

const brokenEntries = (kind: string, { at, reason }: Breach, onMs: number): readonly Entry[] => [
  { measure: 'promise-breached', at, detail: kind, onMs },
  // What the customer owes is broken by the customer.
  ...(kind === 'customer-answer'
    ? []
    : [{ measure: 'breach-reason', at, detail: reason, onMs } as const]),
];

/** The broken promise is taken back from where it was counted, and counts there as met. */
function correctionEntries(
  before: CaseFigures,
  { objectiveId, dueAt, fulfilledAt }: CaseFactOf<'SlaVerdictCorrected'>['data'],
): readonly Entry[] {
  const { kind, breach } = promiseOf(before, objectiveId);
  if (breach === undefined) throw new Error(`${objectiveId} was never broken`);
  const { at } = breach;
  const dueMs = Date.parse(dueAt);
  return [
    ...brokenEntries(kind, breach, dueMs).map((entry): Entry => ({ ...entry, number: -1 })),
    { measure: 'promise-met', at, detail: kind, onMs: Date.parse(fulfilledAt) },
    { measure: 'verdict-corrected', at, detail: kind, onMs: dueMs },
  ];
}
