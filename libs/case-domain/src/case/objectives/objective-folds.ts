import type { Fact, Instant } from '@caseline/event-sourcing';
import type { CaseState, Objective, Pause } from '../case-state.ts';
import type { CaseEvent, CaseEventData, CaseEventType } from '../events/index.ts';
import { openPauseOf } from './objective-queries.ts';

/** The events that tell of promises and their clocks. */
export type ObjectiveEventType = Extract<CaseEventType, `Sla${string}`>;

type Fold<Type extends CaseEventType> = (
  state: CaseState,
  fact: Fact<Type, CaseEventData<Type>>,
) => CaseState;

type Change = (objective: Objective) => Partial<Objective>;

const withObjective = (state: CaseState, objectiveId: string, change: Change): CaseState => ({
  ...state,
  objectives: state.objectives.map((objective) =>
    objective.objectiveId === objectiveId ? { ...objective, ...change(objective) } : objective,
  ),
});

/** The pauses of a clock that stops: one that lasts ends there, so that its time is not lost. */
const endPauses = (pauses: readonly Pause[], at: Instant, endedBy: string): readonly Pause[] =>
  pauses.map((pause) =>
    pause.to === null ? { ...pause, to: pause.from < at ? at : pause.from, endedBy } : pause,
  );

const begun = {
  warnedAt: null,
  breachEventId: null,
  breachedAt: null,
  fulfilledAt: null,
  verdict: null,
  replacedByObjectiveId: null,
  dropReason: null,
} as const;

type Retargeting = Fact<'SlaObjectiveRetargeted', CaseEventData<'SlaObjectiveRetargeted'>>;

/** The new clock takes over all pauses of the old one: they are measured again when it changes. */
function retargetedFrom(old: Objective | undefined, { data, id }: Retargeting): Objective {
  const { causedBy, rule, changedAt, previousDueAt: _previous, pausedSince, ...clock } = data;
  const paused = pausedSince !== null;
  const pauses = old?.pauses ?? [];
  const lasting = old === undefined ? undefined : openPauseOf(old);
  const opened: Pause = { from: pausedSince ?? changedAt, to: null, causedBy, endedBy: null };
  return {
    ...begun,
    ...clock,
    state: paused ? 'paused' : 'running',
    startEventId: causedBy,
    dueAt: paused ? null : clock.dueAt,
    warnAt: paused ? null : clock.warnAt,
    pauses: paused
      ? lasting === undefined
        ? [...pauses, opened]
        : pauses
      : endPauses(pauses, changedAt, id),
    retargeted: { rule, changedAt },
  };
}

/** A recorded breach stays for ever; any other clock that is replaced ends without a verdict. */
const replacedBy =
  ({ data, id }: Retargeting): Change =>
  (old) => ({
    replacedByObjectiveId: data.objectiveId,
    ...(old.state === 'breached'
      ? {}
      : {
          state: 'retargeted',
          verdict: 'not-applicable',
          pauses: endPauses(old.pauses, data.changedAt, id),
        }),
  });

/** The fold of every SLA event into the state of its case. Never refuses, never computes time. */
export const evolveObjectives = {
  SlaObjectiveStarted: (state, { data: { causedBy, ...clock } }) => ({
    ...state,
    objectives: [
      ...state.objectives,
      {
        ...begun,
        ...clock,
        state: 'running',
        startEventId: causedBy,
        pauses: [],
        pausedMs: 0,
        remainingMs: null,
        replacesObjectiveId: null,
        retargeted: null,
      },
    ],
  }),
  SlaObjectiveRetargeted: (state, fact) => {
    const { replacesObjectiveId } = fact.data;
    const old = state.objectives.find(({ objectiveId }) => objectiveId === replacesObjectiveId);
    const replaced = withObjective(state, replacesObjectiveId, replacedBy(fact));
    return { ...replaced, objectives: [...replaced.objectives, retargetedFrom(old, fact)] };
  },
  SlaObjectivePaused: (state, { data: { objectiveId, pausedAt, causedBy, remainingMs } }) =>
    withObjective(state, objectiveId, ({ pauses }) => ({
      state: 'paused',
      dueAt: null,
      warnAt: null,
      remainingMs,
      pauses: [...pauses, { from: pausedAt, to: null, causedBy, endedBy: null }],
    })),
  SlaObjectiveResumed: (state, { data }) =>
    withObjective(state, data.objectiveId, ({ pauses }) => ({
      state: 'running',
      dueAt: data.dueAt,
      warnAt: data.warnAt,
      remainingMs: null,
      pausedMs: data.pausedMs,
      pauses: endPauses(pauses, data.resumedAt, data.causedBy),
    })),
  SlaObjectiveMet: (state, { data: { objectiveId, fulfilledAt }, id }) =>
    withObjective(state, objectiveId, ({ pauses }) => ({
      state: 'met',
      verdict: 'met',
      fulfilledAt,
      pauses: endPauses(pauses, fulfilledAt, id),
    })),
  SlaObjectiveWarned: (state, { data: { objectiveId, warnAt } }) =>
    withObjective(state, objectiveId, () => ({ warnedAt: warnAt })),
  SlaObjectiveBreached: (state, { data: { objectiveId, dueAt }, id }) =>
    withObjective(state, objectiveId, () => ({
      state: 'breached',
      verdict: 'breached',
      breachedAt: dueAt,
      breachEventId: id,
    })),
  SlaObjectiveFulfilledLate: (state, { data: { objectiveId, fulfilledAt } }) =>
    withObjective(state, objectiveId, () => ({ state: 'fulfilled-late', fulfilledAt })),
  SlaObjectiveDropped: (state, { data: { objectiveId, reason, droppedAt }, id }) =>
    withObjective(state, objectiveId, ({ pauses }) => ({
      state: 'dropped',
      verdict: 'not-applicable',
      dropReason: reason,
      pauses: endPauses(pauses, droppedAt, id),
    })),
  SlaVerdictCorrected: (state, { data: { objectiveId, to, fulfilledAt } }) =>
    withObjective(state, objectiveId, () => ({ state: to, verdict: to, fulfilledAt })),
} satisfies { readonly [Type in ObjectiveEventType]: Fold<Type> };

const isObjectiveEvent = (
  event: CaseEvent,
): event is Extract<CaseEvent, { readonly type: ObjectiveEventType }> =>
  event.type in evolveObjectives;

/**
 * The state as it will be once the events are facts, for the rest of the same decision. Their ids
 * are not known yet; nothing that outlives the decision is read from here.
 */
export function anticipate(state: CaseState, events: readonly CaseEvent[]): CaseState {
  let folded = state;
  for (const event of events.filter(isObjectiveEvent)) {
    const at = event.occurredAt ?? state.lastOccurredAt ?? '';
    const fold = evolveObjectives[event.type] as Fold<ObjectiveEventType>;
    const fact = { type: event.type, data: event.data, id: '', occurredAt: at, recordedAt: at };
    folded = fold(folded, fact);
  }
  return folded;
}
