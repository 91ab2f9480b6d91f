import { caseEvents } from '@caseline/case-domain';
import type { CaseEventData, CaseEventType } from '@caseline/case-domain';
import type { HistoryItem } from '../case-queries.ts';

type Sentence<Type extends CaseEventType> = (data: Omit<CaseEventData<Type>, 'personal'>) => string;

const rated = (severity: string | null): string =>
  severity === null ? 'without a severity' : `with severity ${severity}`;

const orNobody = (team: string | null, agentId: string | null): string =>
  [team, agentId].filter((name) => name !== null).join(', ') || 'nobody';

const listed = (ids: readonly string[]): string =>
  ids.length === 0 ? '' : `, which answers ${ids.join(' and ')}`;

const lifecycleSentences = {
  CaseOpened: ({ kind, severity, channel }) =>
    `A ${kind} case was opened by ${channel} ${rated(severity)}.`,
  CaseTriaged: ({ kind, severity }) => `The case was triaged as ${kind} ${rated(severity)}.`,
  CaseAssigned: ({ team, agentId }) => `The case was assigned to ${orNobody(team, agentId)}.`,
  CaseReclassified: ({ previousKind, kind, severity }) =>
    `The kind was corrected from ${previousKind} to ${kind}, ${rated(severity)}.`,
  SeverityLowered: ({ from, to, reason, evidence }) =>
    `Severity was lowered from ${from} to ${to}: ${reason}, on ${evidence.length} facts.`,
  SeverityRaised: ({ from, to }) => `Severity was raised from ${from} to ${to}.`,
  SeverityProposed: ({ proposed }) => `The customer proposed severity ${proposed}.`,
  CaseDeclined: ({ reason }) => `The case was declined: ${reason}.`,
  CaseResolved: ({ resolution, closesAt }) =>
    `The case was resolved (${resolution}); it closes by itself at ${closesAt}.`,
  ResolutionAccepted: () => 'The customer accepted the resolution; the case is closed.',
  CaseReopened: () => 'The customer reopened the case.',
  CaseWithdrawn: () => 'The customer withdrew the case.',
  CaseMerged: ({ intoCaseId }) => `The case was merged into ${intoCaseId}.`,
  MergeUndone: ({ fromCaseId }) => `The merge with ${fromCaseId} was undone.`,
  CaseClosed: () => 'The reopen window ended; the case is closed.',
} satisfies { readonly [Type in CaseEventType]?: Sentence<Type> };

const conversationSentences = {
  FirstResponseSent: ({ method }) => `The first response was sent by ${method}.`,
  UpdateSent: ({ method }) => `An update was sent by ${method}.`,
  InformationRequested: ({ requestId, method }) =>
    `The customer was asked for information by ${method} (${requestId}).`,
  CustomerReplied: ({ answeredRequestIds }) => `The customer replied${listed(answeredRequestIds)}.`,
  CallLogged: ({ direction, contacted, answeredRequestIds }) =>
    `An ${direction} call ${contacted ? 'reached' : 'did not reach'} the customer` +
    `${listed(answeredRequestIds)}.`,
  NoteAdded: () => 'A note was added.',
  ImpactStatementGiven: () => 'The customer stated the impact on the business.',
  ContactCorrected: () => 'The contact data was corrected.',
  CaseEscalated: ({ toTeam }) => `The case was escalated to ${toTeam}.`,
  CaseLinked: ({ relation, otherCaseId }) => `The case ${relation} ${otherCaseId}.`,
  SurveyAnswered: ({ score, highestScore }) =>
    `The customer answered the survey: ${score} of ${highestScore}.`,
  CustomerSilenceRecorded: ({ requestId, dueAt }) =>
    `The customer had not answered ${requestId} by ${dueAt}.`,
  EntitlementReviewFlagged: ({ agreementId, endedAt }) =>
    `The agreement ${agreementId} ended at ${endedAt}; severity A is up for review.`,
} satisfies { readonly [Type in CaseEventType]?: Sentence<Type> };

const objectiveSentences = {
  SlaObjectiveStarted: ({ objectiveId, targetLabel, dueAt }) =>
    `The clock of ${objectiveId} began: ${targetLabel}, due at ${dueAt}.`,
  SlaObjectiveRetargeted: ({ objectiveId, replacesObjectiveId, targetLabel, dueAt }) =>
    `${objectiveId} took the place of ${replacesObjectiveId}: ${targetLabel}, due at ${dueAt}.`,
  SlaObjectivePaused: ({ objectiveId }) => `The clock of ${objectiveId} was paused.`,
  SlaObjectiveResumed: ({ objectiveId, dueAt }) =>
    `The clock of ${objectiveId} went on, due at ${dueAt}.`,
  SlaObjectiveMet: ({ objectiveId, fulfilledAt }) => `${objectiveId} was met at ${fulfilledAt}.`,
  SlaObjectiveWarned: ({ objectiveId, thresholdPercent, dueAt }) =>
    `${thresholdPercent} % of the time of ${objectiveId} had passed; it is due at ${dueAt}.`,
  SlaObjectiveBreached: ({ objectiveId, dueAt }) => `${objectiveId} was breached at ${dueAt}.`,
  SlaObjectiveFulfilledLate: ({ objectiveId, fulfilledAt }) =>
    `${objectiveId} was fulfilled late, at ${fulfilledAt}.`,
  SlaObjectiveDropped: ({ objectiveId, reason }) => `${objectiveId} no longer applies: ${reason}.`,
  SlaVerdictCorrected: ({ objectiveId, fulfilledAt }) =>
    `${objectiveId} was met after all: it had been fulfilled at ${fulfilledAt}.`,
} satisfies { readonly [Type in CaseEventType]?: Sentence<Type> };

const sentences: { readonly [Type in CaseEventType]: Sentence<Type> } = {
  ...lifecycleSentences,
  ...conversationSentences,
  ...objectiveSentences,
};

const isCaseEventType = (type: string): type is CaseEventType => Object.hasOwn(caseEvents, type);

/** A fact in words, made when it is read; no personal data. An unknown type gives its name. */
export function historySentence({ type, data }: Pick<HistoryItem, 'type' | 'data'>): string {
  if (!isCaseEventType(type)) return `${type}.`;
  const sentence = sentences[type] as Sentence<CaseEventType>;
  // The projection has stored the data as the definition of its type parsed it.
  return sentence(data);
}
