import type { CaseEventType } from '@caseline/case-domain';
import type { CaseFact, CaseFactOf } from '../case-fact.ts';
import { caseIdOf } from '../case-fact.ts';
import { advance } from '../queue/case-facts.ts';
import {
  EMPTY_MEMORY,
  promiseOf,
  readMemory,
  remember,
  withPromise,
  withoutPromise,
} from './case-memory.ts';
import { whereabouts } from './figure-line.ts';
import type { CaseFigures } from './figure-tables.ts';
import { breachReason } from './breach-reason.ts';
import { eventMs } from '../instants.ts';

type Patch = Partial<CaseFigures>;
type Reducer<Type extends CaseEventType> = (facts: CaseFigures, event: CaseFactOf<Type>) => Patch;

const occurredMs = ({ metadata }: CaseFact): number => eventMs(metadata.occurredAt);

/** The first time that a person of the provider reached the customer (default 5). */
function answered(facts: CaseFigures, event: CaseFact): Patch {
  const at = occurredMs(event);
  if (facts.answered_at !== null && facts.answered_at <= at) return {};
  return { answered_at: at, ...remember(facts, { answered: whereabouts(facts) }) };
}

/** The latest owner moves to the end; nothing where it still has the case, or nobody got it. */
const owners = (known: readonly string[], owner: string | null): readonly string[] =>
  owner === null || known.at(-1) === owner
    ? known
    : [...known.filter((one) => one !== owner), owner];

function assigned(facts: CaseFigures, event: CaseFactOf<'CaseAssigned'>): Patch {
  const { team, agentId } = event.data;
  const memory = readMemory(facts);
  const teams = owners(memory.teams, team);
  const agents = owners(memory.agents, agentId);
  const isHandedOver =
    (teams !== memory.teams && memory.teams.length > 0) ||
    (agents !== memory.agents && memory.agents.length > 0);
  return {
    team,
    agent_id: agentId,
    ...(isHandedOver ? { handed_over_at: occurredMs(event) } : {}),
    ...remember(facts, { teams, agents }),
  };
}

function promised(
  facts: CaseFigures,
  event: CaseFactOf<'SlaObjectiveStarted'> | CaseFactOf<'SlaObjectiveRetargeted'>,
): Patch {
  const { data, metadata } = event;
  const { kind, severity, calendar, zone } = data;
  const promise = {
    kind,
    severity,
    startedAt: Date.parse(data.startedAt),
    madeAt: occurredMs(event),
  };
  const measured =
    kind === 'customer-answer' ? {} : { calendar, zone, policy_version: metadata.policyVersion };
  return { ...measured, ...withPromise(facts, data.objectiveId, promise) };
}

/** A broken promise that is replaced stays broken (default 7), and its verdict may be corrected. */
function retargeted(facts: CaseFigures, event: CaseFactOf<'SlaObjectiveRetargeted'>): Patch {
  const { replacesObjectiveId } = event.data;
  const isBroken = promiseOf(facts, replacesObjectiveId).breach !== undefined;
  const settled = isBroken ? {} : withoutPromise(facts, replacesObjectiveId);
  return promised({ ...facts, ...settled }, event);
}

function breached(facts: CaseFigures, { data }: CaseFactOf<'SlaObjectiveBreached'>): Patch {
  const promise = promiseOf(facts, data.objectiveId);
  const at = { ...whereabouts(facts), severity: promise.severity };
  const breach = { at, reason: breachReason(facts, promise) };
  return withPromise(facts, data.objectiveId, { ...promise, breach });
}

/** What each event changes of the facts; those that say nothing to figures are absent by name. */
const reducers = {
  CaseTriaged: (facts, { data }) => ({
    ...advance(facts, { ...data, type: 'CaseTriaged' }),
    kind: data.kind,
  }),
  CaseAssigned: assigned,
  CaseReclassified: (facts, { data }) => ({
    ...advance(facts, { ...data, type: 'CaseReclassified' }),
    kind: data.kind,
  }),
  SeverityLowered: (facts, { data }) => advance(facts, { ...data, type: 'SeverityLowered' }),
  SeverityRaised: (facts, { data }) => advance(facts, { ...data, type: 'SeverityRaised' }),
  CaseDeclined: (facts) => advance(facts, { type: 'CaseDeclined' }),
  CaseResolved: (facts, event) => ({
    ...advance(facts, { type: 'CaseResolved' }),
    resolved_at: occurredMs(event),
    ...remember(facts, { resolved: whereabouts(facts) }),
  }),
  ResolutionAccepted: (facts) => advance(facts, { type: 'ResolutionAccepted' }),
  CaseReopened: (facts) => ({ ...advance(facts, { type: 'CaseReopened' }), resolved_at: null }),
  CaseWithdrawn: (facts) => advance(facts, { type: 'CaseWithdrawn' }),
  CaseMerged: (facts) => advance(facts, { type: 'CaseMerged' }),
  MergeUndone: (facts, { data }) => advance(facts, { ...data, type: 'MergeUndone' }),
  CaseClosed: (facts) => advance(facts, { type: 'CaseClosed' }),
  FirstResponseSent: (facts, event) => ({
    ...advance(facts, { type: 'FirstResponseSent' }),
    ...answered(facts, event),
  }),
  InformationRequested: (facts, event) => ({
    ...advance(facts, { type: 'InformationRequested' }),
    ...answered(facts, event),
  }),
  CustomerReplied: (facts) => advance(facts, { type: 'CustomerReplied' }),
  CallLogged: (facts, event) => ({
    ...advance(facts, { ...event.data, type: 'CallLogged' }),
    ...(event.data.contacted ? answered(facts, event) : {}),
  }),
  SurveyAnswered: (_, { data }) => ({ survey_score: data.score }),
  SlaObjectiveStarted: promised,
  SlaObjectiveRetargeted: retargeted,
  SlaObjectiveMet: (facts, { data }) => withoutPromise(facts, data.objectiveId),
  SlaObjectiveBreached: breached,
  SlaObjectiveDropped: (facts, { data }) => withoutPromise(facts, data.objectiveId),
  SlaVerdictCorrected: (facts, { data }) => withoutPromise(facts, data.objectiveId),
} as const satisfies { readonly [Type in Exclude<CaseEventType, Uncounted>]: Reducer<Type> };

/** The events that no figure counts. */
type Uncounted =
  | 'CaseOpened'
  | 'SeverityProposed'
  | 'UpdateSent'
  | 'NoteAdded'
  | 'ImpactStatementGiven'
  | 'ContactCorrected'
  | 'CaseEscalated'
  | 'CaseLinked'
  | 'CustomerSilenceRecorded'
  | 'EntitlementReviewFlagged'
  | 'SlaObjectivePaused'
  | 'SlaObjectiveResumed'
  | 'SlaObjectiveWarned'
  | 'SlaObjectiveFulfilledLate';

/** True for the events that figures are made of; the opening begins them. */
export const isCounted = ({ type }: CaseFact): boolean =>
  type === 'CaseOpened' || Object.hasOwn(reducers, type);

/** The facts of a case as its opening makes them. */
export function openedFigures(event: CaseFactOf<'CaseOpened'>): CaseFigures {
  const { data } = event;
  const at = occurredMs(event);
  return {
    case_id: caseIdOf(event),
    organization_id: data.organizationId,
    kind: data.kind,
    severity: data.severity,
    team: null,
    agent_id: null,
    status: 'opened',
    turn: 'provider',
    opened_at: at,
    status_since: at,
    waiting_since: null,
    handed_over_at: null,
    answered_at: null,
    resolved_at: null,
    calendar: null,
    zone: null,
    policy_version: null,
    hand_offs: 0,
    ping_pongs: 0,
    reopens: 0,
    downgrades: 0,
    customer_wait_ms: 0,
    survey_score: null,
    memory: EMPTY_MEMORY,
  };
}

const openStatuses: ReadonlySet<string> = new Set(['opened', 'triaged', 'responded']);
export const isOpen = ({ status }: Pick<CaseFigures, 'status'>): boolean =>
  openStatuses.has(status);

const isWaiting = (facts: CaseFigures): boolean => isOpen(facts) && facts.turn === 'customer';

/** The facts after an event, but for the counters, which follow from its entries. */
export function changeFigures(facts: CaseFigures, event: CaseFact): CountedFigures {
  const reduce = reducers[event.type as keyof typeof reducers] as Reducer<CaseEventType>;
  const after: CountedFigures = { ...facts, ...reduce(facts, event) };
  // A call logged late cannot make the time in a state less than nothing.
  const since = (before: number): number => Math.max(before, occurredMs(event));
  if (after.status !== facts.status) after.status_since = since(facts.status_since);
  if (!isWaiting(after)) after.waiting_since = null;
  else after.waiting_since ??= since(facts.opened_at);
  return after;
}

/** Facts on their way to the next row: the counters are still to be counted. */
export type CountedFigures = { -readonly [Column in keyof CaseFigures]: CaseFigures[Column] };
