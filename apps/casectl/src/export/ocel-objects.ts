import type { CaseEventType } from '@caseline/case-domain';
import { caseIdOf, type CaseFactOf } from '@caseline/case-views';
import type { CaseStanding } from './case-standing.ts';
import type { OcelObjectType, OcelValue } from './ocel-model.ts';

/** An object of OCEL; its id is unique among all types. */
export interface OcelObject {
  readonly type: OcelObjectType;
  readonly id: string;
}

/** Attributes by their names; null where there is no value. */
export type OcelFields = Readonly<Record<string, OcelValue | null>>;

/** An object that an event is about, and what the event says of it. */
export interface OcelMention {
  readonly object: OcelObject;
  /** What the object is to the event. */
  readonly qualifier: string;
  /** What the event changed. */
  readonly changes?: OcelFields;
  /** All that is known, for an object that comes up for the first time; absent: the changes. */
  readonly whole?: () => OcelFields;
}

/** An object of a type; ids of people and teams may be equal, so the type is part of the id. */
export const objectOf = (type: OcelObjectType, id: string): OcelObject => ({
  type,
  id: `${type}:${id}`,
});

const mention = (
  type: OcelObjectType,
  id: string | null,
  qualifier: string,
): readonly OcelMention[] => (id === null ? [] : [{ object: objectOf(type, id), qualifier }]);

/** Objectives are numbered within their case. */
export const objectiveOf = (caseId: string, objectiveId: string): OcelObject =>
  objectOf('objective', `${caseId}/${objectiveId}`);

type ObjectiveEvent = Extract<CaseEventType, `Sla${string}`>;

const objective = (
  event: CaseFactOf<ObjectiveEvent>,
  changes: OcelFields,
): readonly OcelMention[] => [
  {
    object: objectiveOf(caseIdOf(event), event.data.objectiveId),
    qualifier: 'objective',
    changes,
  },
];

type Mentions<Type extends CaseEventType> =
  'case alone' | ((event: CaseFactOf<Type>, before: CaseStanding) => readonly OcelMention[]);

/** What each event is about beside its case. */
const mentions = {
  CaseOpened: ({ data }) => mention('organization', data.organizationId, 'customer'),
  CaseAssigned: ({ data }) => [
    ...mention('team', data.team, 'assigned to'),
    ...mention('agent', data.agentId, 'assigned to'),
  ],
  CaseEscalated: ({ data }) => mention('team', data.toTeam, 'escalated to'),
  CaseLinked: ({ data }) => mention('case', data.otherCaseId, data.relation),
  CaseMerged: ({ data }) => mention('case', data.intoCaseId, 'merged into'),
  MergeUndone: ({ data }) => mention('case', data.fromCaseId, 'separated from'),
  SlaObjectiveStarted: (event) => objective(event, { ...targetOf(event), state: 'running' }),
  SlaObjectiveRetargeted: (event, before) => [
    ...objective(event, {
      ...targetOf(event),
      ...(event.data.pausedSince === null
        ? { state: 'running' }
        : { state: 'paused', dueAt: null }),
    }),
    {
      object: objectiveOf(caseIdOf(event), event.data.replacesObjectiveId),
      qualifier: 'replaced objective',
      changes: replacedBy(event, before),
    },
  ],
  SlaObjectivePaused: (event) => objective(event, { state: 'paused', dueAt: null }),
  SlaObjectiveResumed: (event) => objective(event, { state: 'running', dueAt: event.data.dueAt }),
  SlaObjectiveMet: (event) => objective(event, { state: 'met', verdict: 'met' }),
  SlaObjectiveWarned: (event) => objective(event, {}),
  SlaObjectiveBreached: (event) => objective(event, { state: 'breached', verdict: 'breached' }),
  SlaObjectiveFulfilledLate: (event) => objective(event, { state: 'fulfilled-late' }),
  SlaObjectiveDropped: (event) => objective(event, { state: 'dropped', verdict: 'not-applicable' }),
  SlaVerdictCorrected: (event) =>
    objective(event, { state: event.data.to, verdict: event.data.to }),
  CaseTriaged: 'case alone',
  CaseReclassified: 'case alone',
  SeverityLowered: 'case alone',
  SeverityRaised: 'case alone',
  SeverityProposed: 'case alone',
  CaseDeclined: 'case alone',
  CaseResolved: 'case alone',
  ResolutionAccepted: 'case alone',
  CaseReopened: 'case alone',
  CaseWithdrawn: 'case alone',
  CaseClosed: 'case alone',
  FirstResponseSent: 'case alone',
  UpdateSent: 'case alone',
  InformationRequested: 'case alone',
  CustomerReplied: 'case alone',
  CallLogged: 'case alone',
  NoteAdded: 'case alone',
  ImpactStatementGiven: 'case alone',
  ContactCorrected: 'case alone',
  SurveyAnswered: 'case alone',
  CustomerSilenceRecorded: 'case alone',
  EntitlementReviewFlagged: 'case alone',
} as const satisfies { readonly [Type in CaseEventType]: Mentions<Type> };

/** The objects that an event is about beside its case. */
export function mentionsOf(
  event: CaseFactOf<CaseEventType>,
  before: CaseStanding,
): readonly OcelMention[] {
  // The entry of this very type.
  const entry = mentions[event.type] as Mentions<CaseEventType>;
  return entry === 'case alone' ? [] : entry(event, before);
}

/** A recorded breach stays for ever; any other clock that is replaced ends without a verdict. */
const replacedBy = (
  { data }: CaseFactOf<'SlaObjectiveRetargeted'>,
  { breached }: CaseStanding,
): OcelFields =>
  breached.includes(data.replacesObjectiveId)
    ? {}
    : { state: 'retargeted', verdict: 'not-applicable' };

function targetOf({
  data,
}: CaseFactOf<'SlaObjectiveStarted' | 'SlaObjectiveRetargeted'>): OcelFields {
  const { kind, severity, targetMinutes, targetLabel, calendar, startedAt, dueAt } = data;
  return { kind, severity, targetMinutes, targetLabel, calendar, startedAt, dueAt };
}
