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

/** One fact for each payload that the chart can tell apart: finite, so the chart can be compiled. */
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

/** Names the payload of a fact as far as the chart can tell: equal keys, equal transitions. */
export function factKey(fact: LifecycleFact): string {
  if (isPlain(fact)) return fact.type;
  switch (fact.type) {
    case 'CaseOpened':
    case 'CaseReclassified':
      return `${fact.type} ${fact.severity}`;
    case 'CaseTriaged':
      return `${fact.type} ${fact.severity} ${fact.contacted}`;
    case 'CallLogged':
      return `${fact.type} ${fact.contacted} ${fact.answered}`;
    case 'SeverityLowered':
    case 'SeverityRaised':
      return `${fact.type} ${fact.to}`;
    case 'MergeUndone':
      return `${fact.type} ${fact.restoredStatus}`;
  }
}
