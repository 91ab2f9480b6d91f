import type { CaseEventType, Entitlement } from '@caseline/case-domain';
import { lifecycleFactTypes, nextLifecycle } from '@caseline/case-lifecycle';
import type { LifecycleFact, LifecycleState } from '@caseline/case-lifecycle';
import type { CaseFact, CaseFactOf } from '../case-fact.ts';
import { caseIdOf } from '../case-fact.ts';
import { eventMs, msOrNull } from '../instants.ts';
import type { CaseFacts } from './case-row.ts';
import { changeClock, readClocks, withClock, withoutClock } from './open-clocks.ts';
import { derivedFacts } from './urgency.ts';

type Reducer<Type extends CaseEventType> = (
  facts: CaseFacts,
  event: CaseFactOf<Type>,
) => Partial<CaseFacts> | null;

/** Where a case stands in the chart. */
export type Standing = Pick<CaseFacts, 'status' | 'severity' | 'turn'>;

/**
 * Where the chart says the fact leads. A call that was logged late can lie in a time in which the
 * chart takes none, between a merge and its undoing: then that past state stays as it was.
 */
export function advance(standing: Standing, fact: LifecycleFact): Partial<Standing> {
  const next = nextLifecycle(lifecycleOf(standing), fact);
  if (next === undefined) return {};
  const severity = next.severity === 'unrated' ? null : next.severity;
  return { status: next.status, turn: next.turn, severity };
}

function lifecycleOf({ status, severity, turn }: Standing): LifecycleState {
  const rating = severity ?? 'unrated';
  // The columns were written by `advance`; the chart throws for a key it does not know.
  return { status, severity: rating, turn, key: `${status}/${rating}/${turn}` } as LifecycleState;
}

/** A severity that is assigned brings what entitles to it; no review is due of another one yet. */
const entitledBy = (facts: CaseFacts, entitlement: Entitlement | null): Partial<CaseFacts> => ({
  agreement_id: entitlement?.agreementId ?? null,
  entitlement_ends_at: msOrNull(entitlement?.validTo ?? null),
  entitlement_flagged:
    (entitlement?.agreementId ?? null) === facts.agreement_id ? facts.entitlement_flagged : 0,
});

/** The first time that a person of the provider reached the customer (default 5). */
const answered = (facts: CaseFacts, { metadata }: CaseFact): Partial<CaseFacts> => {
  const at = eventMs(metadata.occurredAt);
  return { answered_at: facts.answered_at === null ? at : Math.min(facts.answered_at, at) };
};

const ignored = (): null => null;

/** What each event changes of a case; events that change nothing are `ignored` by name. */
const reducers: { readonly [Type in CaseEventType]: Reducer<Type> } = {
  CaseOpened: () => {
    throw new Error('a case is opened once');
  },
  CaseTriaged: (facts, { data }) => ({
    ...advance(facts, { ...data, type: 'CaseTriaged' }),
    kind: data.kind,
    category: data.category,
    ...entitledBy(facts, data.entitlement),
  }),
  CaseAssigned: (_, { data }) => ({ team: data.team, agent_id: data.agentId }),
  CaseReclassified: (facts, { data }) => ({
    ...advance(facts, { ...data, type: 'CaseReclassified' }),
    kind: data.kind,
    category: data.category,
    ...(data.severity === facts.severity ? {} : entitledBy(facts, null)),
  }),
  SeverityLowered: (facts, { data }) => ({
    ...advance(facts, { ...data, type: 'SeverityLowered' }),
    ...entitledBy(facts, null),
  }),
  SeverityRaised: (facts, { data }) => ({
    ...advance(facts, { ...data, type: 'SeverityRaised' }),
    ...entitledBy(facts, data.entitlement),
  }),
  SeverityProposed: ignored,
  CaseDeclined: (facts) => advance(facts, { type: 'CaseDeclined' }),
  CaseResolved: (facts, { data, metadata }) => ({
    ...advance(facts, { type: 'CaseResolved' }),
    resolved_at: eventMs(metadata.occurredAt),
    closes_at: Date.parse(data.closesAt),
  }),
  ResolutionAccepted: (facts) => advance(facts, { type: 'ResolutionAccepted' }),
  CaseReopened: (facts) => ({
    ...advance(facts, { type: 'CaseReopened' }),
    resolved_at: null,
    closes_at: null,
  }),
  CaseWithdrawn: (facts) => advance(facts, { type: 'CaseWithdrawn' }),
  CaseMerged: (facts) => advance(facts, { type: 'CaseMerged' }),
  MergeUndone: (facts, { data }) => advance(facts, { ...data, type: 'MergeUndone' }),
  CaseClosed: (facts) => advance(facts, { type: 'CaseClosed' }),
  FirstResponseSent: (facts, event) => ({
    ...advance(facts, { type: 'FirstResponseSent' }),
    ...answered(facts, event),
  }),
  UpdateSent: ignored,
  InformationRequested: (facts, event) => ({
    ...advance(facts, { type: 'InformationRequested' }),
    ...answered(facts, event),
  }),
  CustomerReplied: (facts) => advance(facts, { type: 'CustomerReplied' }),
  CallLogged: (facts, event) => ({
    ...advance(facts, { ...event.data, type: 'CallLogged' }),
    ...(event.data.contacted ? answered(facts, event) : {}),
  }),
  NoteAdded: ignored,
  ImpactStatementGiven: ignored,
  ContactCorrected: ignored,
  CaseEscalated: ignored,
  CaseLinked: ignored,
  SurveyAnswered: ignored,
  CustomerSilenceRecorded: ignored,
  EntitlementReviewFlagged: () => ({ entitlement_flagged: 1 }),
  SlaObjectiveStarted: (facts, { data }) => ({
    ...withClock(facts, {
      objectiveId: data.objectiveId,
      kind: data.kind,
      state: 'running',
      dueAt: Date.parse(data.dueAt),
      warnAt: msOrNull(data.warnAt),
      isWarned: false,
      remainingMs: null,
    }),
    ...(data.kind === 'customer-answer' ? {} : { has_target: 1 }),
  }),
  SlaObjectiveRetargeted: (facts, { data }) => retarget(facts, data),
  SlaObjectivePaused: (facts, { data }) =>
    changeClock(facts, data.objectiveId, (clock) => ({
      ...clock,
      state: 'paused',
      dueAt: null,
      warnAt: null,
      remainingMs: data.remainingMs,
    })),
  SlaObjectiveResumed: (facts, { data }) =>
    changeClock(facts, data.objectiveId, (clock) => ({
      ...clock,
      state: 'running',
      dueAt: Date.parse(data.dueAt),
      warnAt: msOrNull(data.warnAt),
      remainingMs: null,
    })),
  SlaObjectiveMet: (facts, { data }) => withoutClock(facts, data.objectiveId),
  SlaObjectiveWarned: (facts, { data }) =>
    changeClock(facts, data.objectiveId, (clock) => ({ ...clock, isWarned: true })),
  SlaObjectiveBreached: (facts, { data }) =>
    changeClock(facts, data.objectiveId, (clock) => ({
      ...clock,
      state: 'breached',
      dueAt: Date.parse(data.dueAt),
      remainingMs: null,
    })),
  SlaObjectiveFulfilledLate: (facts, { data }) => withoutClock(facts, data.objectiveId),
  SlaObjectiveDropped: (facts, { data }) => withoutClock(facts, data.objectiveId),
  SlaVerdictCorrected: (facts, { data }) => withoutClock(facts, data.objectiveId),
};

/** The old clock ends, but for a broken promise that still waits: it stays beside the new one. */
function retarget(
  facts: CaseFacts,
  data: CaseFactOf<'SlaObjectiveRetargeted'>['data'],
): Partial<CaseFacts> {
  const isPaused = data.pausedSince !== null;
  const old = readClocks(facts.clocks).find(
    ({ objectiveId }) => objectiveId === data.replacesObjectiveId,
  );
  const staysOpen = old?.state === 'breached';
  const replaced = staysOpen ? null : withoutClock(facts, data.replacesObjectiveId);
  return withClock(
    { ...facts, ...replaced },
    {
      objectiveId: data.objectiveId,
      kind: data.kind,
      state: isPaused ? 'paused' : 'running',
      dueAt: isPaused ? null : Date.parse(data.dueAt),
      warnAt: isPaused ? null : msOrNull(data.warnAt),
      isWarned: false,
      remainingMs: data.remainingMs,
    },
  );
}

/** What an event changes of a case, derived columns included; null when nothing. */
export function changeCase(facts: CaseFacts, event: CaseFact): Partial<CaseFacts> | null {
  const reduce = reducers[event.type] as Reducer<CaseEventType>;
  const patch = reduce(facts, event);
  if (patch === null || Object.keys(patch).length === 0) return null;
  return Object.assign(patch, derivedFacts({ ...facts, ...patch }));
}

const inChart: ReadonlySet<string> = new Set(lifecycleFactTypes);

/** Throws for a fact that the chart has no way for from the state of today: a bug of the writer. */
export function checkLegal(facts: CaseFacts, event: CaseFact): void {
  if (!inChart.has(event.type)) return;
  // The names of the chart's facts are those of the events.
  const fact = { ...event.data, type: event.type } as LifecycleFact;
  if (nextLifecycle(lifecycleOf(facts), fact) !== undefined) return;
  throw new Error(`the chart has no way for ${event.type} from ${lifecycleOf(facts).key}`);
}

/** A case as its first event makes it. */
export function openedCase(event: CaseFactOf<'CaseOpened'>): CaseFacts {
  const { data, metadata } = event;
  const facts: CaseFacts = {
    case_id: caseIdOf(event),
    organization_id: data.organizationId,
    pack: `${data.pack.id}@${data.pack.version}`,
    kind: data.kind,
    category: data.category,
    severity: data.severity,
    status: 'opened',
    turn: 'provider',
    team: null,
    agent_id: null,
    opened_at: eventMs(metadata.occurredAt),
    answered_at: null,
    resolved_at: null,
    closes_at: null,
    is_open: 1,
    due_order: 0,
    severity_order: 0,
    has_target: 0,
    timer_at: null,
    agreement_id: data.entitlement?.agreementId ?? null,
    entitlement_ends_at: msOrNull(data.entitlement?.validTo ?? null),
    entitlement_flagged: 0,
    clocks: '[]',
  };
  return { ...facts, ...derivedFacts(facts) };
}
