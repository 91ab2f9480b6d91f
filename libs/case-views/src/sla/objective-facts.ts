import type { CaseEventType } from '@caseline/case-domain';
import type { CaseFact, CaseFactOf } from '../case-fact.ts';
import { caseIdOf } from '../case-fact.ts';
import { FOREVER, msOrNull } from '../instants.ts';
import type { ObjectiveFacts } from './objective-row.ts';

/** The events of one promise. */
export type ObjectiveEventType = Extract<CaseEventType, `Sla${string}`>;
export type ObjectiveEvent = Extract<CaseFact, { readonly type: ObjectiveEventType }>;

export const isObjectiveEvent = (event: CaseFact): event is ObjectiveEvent =>
  Object.hasOwn(reducers, event.type);

type Reducer<Type extends CaseEventType> = (
  facts: ObjectiveFacts,
  event: CaseFactOf<Type>,
) => Partial<ObjectiveFacts> | null;

const reducers: { readonly [Type in ObjectiveEventType]: Reducer<Type> } = {
  SlaObjectiveStarted: () => {
    throw new Error('a promise starts once');
  },
  /** Seen by the promise that is replaced: a broken one stays broken (default 7). */
  SlaObjectiveRetargeted: (facts) =>
    facts.state === 'breached' ? null : { state: 'retargeted', verdict: 'not-applicable' },
  SlaObjectivePaused: (_, { data }) => ({
    state: 'paused',
    due_at: null,
    warn_at: null,
    remaining_ms: data.remainingMs,
  }),
  SlaObjectiveResumed: (_, { data }) => ({
    state: 'running',
    due_at: Date.parse(data.dueAt),
    warn_at: msOrNull(data.warnAt),
    remaining_ms: null,
  }),
  SlaObjectiveMet: (_, { data }) => ({
    state: 'met',
    verdict: 'met',
    fulfilled_at: Date.parse(data.fulfilledAt),
  }),
  SlaObjectiveWarned: (_, { data }) => ({ warned_at: Date.parse(data.warnAt) }),
  SlaObjectiveBreached: (_, { data }) => ({
    state: 'breached',
    verdict: 'breached',
    breached_at: Date.parse(data.dueAt),
  }),
  SlaObjectiveFulfilledLate: (_, { data }) => ({
    state: 'fulfilled-late',
    fulfilled_at: Date.parse(data.fulfilledAt),
  }),
  SlaObjectiveDropped: () => ({ state: 'dropped', verdict: 'not-applicable' }),
  SlaVerdictCorrected: (_, { data }) => ({
    state: 'met',
    verdict: 'met',
    fulfilled_at: Date.parse(data.fulfilledAt),
  }),
};

/** What an event changes of a promise; null when nothing. */
export function changeObjective(
  facts: ObjectiveFacts,
  event: ObjectiveEvent,
): Partial<ObjectiveFacts> | null {
  const reduce = reducers[event.type] as Reducer<CaseEventType>;
  const patch = reduce(facts, event);
  return patch && { ...patch, ...derivedFrom({ ...facts, ...patch }) };
}

const openStates: ReadonlySet<string> = new Set(['running', 'paused', 'breached']);

/** The columns that follow from the others. */
const derivedFrom = ({ state, due_at: dueAt }: Pick<ObjectiveFacts, 'state' | 'due_at'>) => ({
  is_open: openStates.has(state) ? 1 : 0,
  due_order: dueAt ?? FOREVER,
});

/** A promise as the event that starts it, or puts it in another's place, makes it. */
export function startedObjective(
  event: CaseFactOf<'SlaObjectiveStarted'> | CaseFactOf<'SlaObjectiveRetargeted'>,
): ObjectiveFacts {
  const { data } = event;
  const isPaused = event.type === 'SlaObjectiveRetargeted' && event.data.pausedSince !== null;
  const state = isPaused ? 'paused' : 'running';
  const dueAt = isPaused ? null : Date.parse(data.dueAt);
  return {
    case_id: caseIdOf(event),
    objective_id: data.objectiveId,
    kind: data.kind,
    severity: data.severity,
    state,
    started_at: Date.parse(data.startedAt),
    due_at: dueAt,
    warn_at: isPaused ? null : msOrNull(data.warnAt),
    warned_at: null,
    remaining_ms: event.type === 'SlaObjectiveRetargeted' ? event.data.remainingMs : null,
    fulfilled_at: null,
    breached_at: null,
    verdict: null,
    ...derivedFrom({ state, due_at: dueAt }),
  };
}
