import {
  initialLifecycle,
  lifecycleFactTypes,
  nextLifecycle,
  type LifecycleFact,
  type LifecycleState,
} from '@caseline/case-lifecycle';
import type { Fact, Instant } from '@caseline/event-sourcing';
import type { Entitlement, Severity } from '../vocabulary.ts';
import type { CaseState } from './case-state.ts';
import type { CaseEvent, CaseEventData, CaseEventType } from './events/index.ts';
import { evolveObjectives } from './objectives/objective-folds.ts';

/** A case before its first fact. */
export const initialCaseState: CaseState = {
  lifecycle: initialLifecycle,
  organizationId: null,
  pack: null,
  kind: null,
  category: null,
  severity: null,
  proposedSeverity: null,
  entitlement: null,
  entitlementFlagged: false,
  country: null,
  zone: null,
  openedAt: null,
  contactedAt: null,
  resolvedAt: null,
  resolutionEventId: null,
  closesAt: null,
  team: null,
  agentId: null,
  contactConfirmed: { email: false, phone: false },
  reachableAroundTheClock: false,
  impactStatementGiven: false,
  requests: [],
  usedEvidence: [],
  heardSinceLowering: true,
  objectives: [],
  links: [],
  mergedInto: null,
  statusBeforeMerge: null,
  surveyAnswer: null,
  lastOccurredAt: null,
  lastRecordedAt: null,
};

/** A recorded fact of a case, by its type. */
export type CaseFact = {
  [Type in CaseEventType]: Fact<Type, CaseEventData<Type>>;
}[CaseEventType];

type Fold<Type extends CaseEventType> = (
  state: CaseState,
  fact: Fact<Type, CaseEventData<Type>>,
) => CaseState;

type Folds = { readonly [Type in CaseEventType]: Fold<Type> };

/** Facts that only the history tells of. */
const unchanged = (state: CaseState): CaseState => state;

/** The first human contact, also when it is recorded after a later one. */
const contacted = (state: CaseState, { occurredAt }: { occurredAt: Instant }): CaseState => ({
  ...state,
  contactedAt:
    state.contactedAt === null || occurredAt < state.contactedAt ? occurredAt : state.contactedAt,
});

const heard = (state: CaseState): CaseState => ({ ...state, heardSinceLowering: true });

const answered = (state: CaseState, ids: readonly string[], at: Instant): CaseState => ({
  ...state,
  requests: state.requests.map((request) =>
    ids.includes(request.requestId) ? { ...request, answeredAt: at } : request,
  ),
});

/** A severity that is assigned brings what entitles to it, and no review is due of that yet. */
const assigned = (
  state: CaseState,
  severity: Severity | null,
  entitlement: Entitlement | null,
): CaseState => ({
  ...state,
  severity,
  entitlement,
  entitlementFlagged:
    state.entitlementFlagged && entitlement?.agreementId === state.entitlement?.agreementId,
});

const conversationFolds = {
  FirstResponseSent: contacted,
  UpdateSent: contacted,
  InformationRequested: (state, fact) => ({
    ...contacted(state, fact),
    requests: [
      ...state.requests,
      {
        requestId: fact.data.requestId,
        eventId: fact.id,
        requestedAt: fact.occurredAt,
        answeredAt: null,
        silenceRecordedAt: null,
      },
    ],
  }),
  CustomerReplied: (state, { data, occurredAt }) =>
    heard(answered(state, data.answeredRequestIds, occurredAt)),
  CallLogged: (state, fact) => {
    if (!fact.data.contacted) return state;
    return heard(answered(contacted(state, fact), fact.data.answeredRequestIds, fact.occurredAt));
  },
  NoteAdded: unchanged,
  ImpactStatementGiven: (state) => ({ ...heard(state), impactStatementGiven: true }),
  ContactCorrected: (state, { data: { contactConfirmed, reachableAroundTheClock } }) => ({
    ...heard(state),
    contactConfirmed,
    reachableAroundTheClock,
  }),
  // The team that it was escalated to is stated by the assignment that follows.
  CaseEscalated: unchanged,
  CaseLinked: (state, { data }) => ({ ...state, links: [...state.links, data] }),
  SurveyAnswered: (state, { data: { score, highestScore, resolutionEventId }, occurredAt }) => ({
    ...state,
    surveyAnswer: { score, highestScore, resolutionEventId, answeredAt: occurredAt },
  }),
  CustomerSilenceRecorded: (state, { data, occurredAt }) => ({
    ...state,
    requests: state.requests.map((request) =>
      request.requestId === data.requestId
        ? { ...request, silenceRecordedAt: occurredAt }
        : request,
    ),
  }),
  EntitlementReviewFlagged: (state) => ({ ...state, entitlementFlagged: true }),
} satisfies Partial<Folds>;

const lifecycleFolds = {
  CaseOpened: (state, { data, occurredAt }) => ({
    ...state,
    organizationId: data.organizationId,
    pack: data.pack,
    kind: data.kind,
    category: data.category,
    severity: data.severity,
    proposedSeverity: data.proposedSeverity,
    entitlement: data.entitlement,
    country: data.country,
    zone: data.zone,
    openedAt: occurredAt,
    contactConfirmed: data.contactConfirmed,
    reachableAroundTheClock: data.reachableAroundTheClock,
    impactStatementGiven: data.impactStatementGiven,
    links:
      data.followsCaseId === null ? [] : [{ relation: 'follows', otherCaseId: data.followsCaseId }],
  }),
  CaseTriaged: (state, { data: { severity, entitlement, kind, category } }) => ({
    ...assigned(state, severity, entitlement),
    kind,
    category,
  }),
  CaseAssigned: (state, { data: { team, agentId } }) => ({ ...state, team, agentId }),
  CaseReclassified: (state, { data: { severity, kind, category } }) => ({
    ...assigned(state, severity, severity === state.severity ? state.entitlement : null),
    kind,
    category,
  }),
  SeverityLowered: (state, { data: { to, evidence } }) => ({
    ...assigned(state, to, null),
    usedEvidence: [...state.usedEvidence, ...evidence],
    heardSinceLowering: false,
  }),
  SeverityRaised: (state, { data: { to, entitlement } }) => assigned(state, to, entitlement),
  SeverityProposed: (state, { data: { proposed } }) => ({
    ...heard(state),
    proposedSeverity: proposed,
  }),
  CaseDeclined: unchanged,
  CaseResolved: (state, fact) => ({
    ...contacted(state, fact),
    resolvedAt: fact.occurredAt,
    resolutionEventId: fact.id,
    closesAt: fact.data.closesAt,
  }),
  ResolutionAccepted: unchanged,
  CaseReopened: (state) => ({
    ...state,
    resolvedAt: null,
    resolutionEventId: null,
    closesAt: null,
  }),
  CaseWithdrawn: unchanged,
  CaseMerged: (state, { data: { intoCaseId, statusBefore } }) => ({
    ...state,
    mergedInto: intoCaseId,
    statusBeforeMerge: statusBefore,
  }),
  MergeUndone: (state) => ({ ...state, mergedInto: null, statusBeforeMerge: null }),
  CaseClosed: unchanged,
} satisfies Partial<Folds>;

const folds = {
  ...lifecycleFolds,
  ...conversationFolds,
  ...evolveObjectives,
} satisfies Folds;

const inChart: ReadonlySet<string> = new Set(lifecycleFactTypes);

/** Where the chart goes with a fact. It takes every fact that a decision let through. */
function lifecycleAfter(state: CaseState, { type, data }: CaseFact | CaseEvent): LifecycleState {
  if (!inChart.has(type)) return state.lifecycle;
  const next = nextLifecycle(state.lifecycle, { ...data, type } as LifecycleFact);
  if (next !== undefined) return next;
  throw new Error(`The chart has no way for ${type} from ${state.lifecycle.key}: a bug`);
}

/**
 * Folds a fact into the case. Asks no policy, so that no fact is refused by a rule of today; throws
 * only where the stream holds what the chart has no way for, which is a bug of the writer.
 */
export function evolveCase(
  state: CaseState,
  fact: Fact<CaseEvent['type'], CaseEvent['data']>,
): CaseState {
  // The definitions have parsed the data by its type: the two belong together.
  const typed = fact as CaseFact;
  const fold = folds[typed.type] as Fold<CaseEventType>;
  const { occurredAt, recordedAt } = typed;
  const { lastOccurredAt } = state;
  return {
    ...fold(state, typed),
    lifecycle: lifecycleAfter(state, typed),
    lastOccurredAt:
      lastOccurredAt === null || occurredAt > lastOccurredAt ? occurredAt : lastOccurredAt,
    lastRecordedAt: recordedAt,
  };
}
