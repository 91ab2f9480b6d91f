import { severities, severityRatings } from './lifecycle-state.ts';
import type { Severity } from './lifecycle-state.ts';

/** The facts of which the chart asks nothing but that they happened. */
const plainFactTypes = [
  'CaseAssigned',
  'FirstResponseSent',
  'UpdateSent',
  'InformationRequested',
  'CustomerReplied',
  'NoteAdded',
  'SeverityProposed',
  'ImpactStatementGiven',
  'ContactCorrected',
  'CaseEscalated',
  'CaseLinked',
  'CaseDeclined',
  'CaseResolved',
  'ResolutionAccepted',
  'CaseReopened',
  'CaseWithdrawn',
  'CaseMerged',
  'CustomerSilenceRecorded',
  'CaseClosed',
  'SurveyAnswered',
] as const;

interface PlainFact {
  readonly type: (typeof plainFactTypes)[number];
}

/** The statuses that undoing a merge can lead back to: those in which a case can be merged. */
const restorableStatuses = ['opened', 'triaged', 'responded'] as const;

/**
 * What the chart needs to know of a domain event, under the names the event uses. An event with
 * more fields is a fact as it is; the chart looks at no others.
 */
export type LifecycleFact =
  | { readonly type: 'CaseOpened'; readonly severity: Severity | null }
  | {
      readonly type: 'CaseTriaged';
      readonly severity: Severity | null;
      /** True when a call had already reached the customer before the triage. */
      readonly contacted: boolean;
    }
  | {
      readonly type: 'CallLogged';
      /** True when the call reached the customer. */
      readonly contacted: boolean;
      /** True when the call answered the open requests for information. */
      readonly answered: boolean;
    }
  | { readonly type: 'SeverityLowered'; readonly to: Severity }
  | { readonly type: 'SeverityRaised'; readonly to: Severity }
  | { readonly type: 'CaseReclassified'; readonly severity: Severity | null }
  | {
      readonly type: 'MergeUndone';
      readonly restoredStatus: (typeof restorableStatuses)[number];
    }
  | PlainFact;

export type LifecycleFactType = LifecycleFact['type'];

/** Every type of fact the chart knows. */
export const lifecycleFactTypes = [
  'CaseOpened',
  'CaseTriaged',
  'CallLogged',
  'SeverityLowered',
  'SeverityRaised',
  'CaseReclassified',
  'MergeUndone',
  ...plainFactTypes,
] as const satisfies readonly LifecycleFactType[];

const truths = [false, true] as const;

const ratedFacts = severityRatings.flatMap((rating): LifecycleFact[] => {
  const severity = rating === 'unrated' ? null : rating;
  return [
    { type: 'CaseOpened', severity },
    { type: 'CaseReclassified', severity },
    ...truths.map((contacted) => ({ type: 'CaseTriaged', severity, contacted }) as const),
  ];
});

const callFacts = truths.flatMap((contacted): LifecycleFact[] =>
  truths.map((answered) => ({ type: 'CallLogged', contacted, answered })),
);

/** One fact for each payload the chart can tell apart: finite, so that it can be compiled. */
export const lifecycleFacts: readonly LifecycleFact[] = [
  ...ratedFacts,
  ...callFacts,
  ...severities.flatMap((to): LifecycleFact[] => [
    { type: 'SeverityLowered', to },
    { type: 'SeverityRaised', to },
  ]),
  ...restorableStatuses.map((restoredStatus) => ({ type: 'MergeUndone', restoredStatus }) as const),
  ...plainFactTypes.map((type) => ({ type })),
];

const plainFacts: ReadonlySet<string> = new Set(plainFactTypes);
const isPlain = (fact: LifecycleFact): fact is PlainFact => plainFacts.has(fact.type);

const ratingIndex = (severity: Severity | null): number =>
  severityRatings.indexOf(severity ?? 'unrated');

/**
 * Numbers the payloads of one type of fact that the chart can tell apart: equal numbers, equal
 * transitions. A number, since this runs once for each event of a replay and allocates nothing.
 */
export function payloadIndex(fact: LifecycleFact): number {
  if (isPlain(fact)) return 0;
  switch (fact.type) {
    case 'CaseOpened':
    case 'CaseReclassified':
      return ratingIndex(fact.severity);
    case 'CaseTriaged':
      return ratingIndex(fact.severity) * 2 + Number(fact.contacted);
    case 'CallLogged':
      return Number(fact.contacted) * 2 + Number(fact.answered);
    case 'SeverityLowered':
    case 'SeverityRaised':
      return ratingIndex(fact.to);
    case 'MergeUndone':
      return restorableStatuses.indexOf(fact.restoredStatus);
  }
}
