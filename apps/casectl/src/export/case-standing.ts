import type { CaseEventType } from '@caseline/case-domain';
import { initialLifecycle, nextLifecycle } from '@caseline/case-lifecycle';
import type { LifecycleFact, LifecycleState } from '@caseline/case-lifecycle';
import { readCaseFact, type CaseFactOf } from '@caseline/case-views';
import { UnreadableEvent, type RecordedEvent } from '@caseline/event-sourcing';

/** What the opening said of a case and no later event changes. */
export interface CaseOpening {
  readonly organizationId: string;
  /** `id@version` of the policy pack. */
  readonly pack: string;
  readonly subscription: string;
  readonly channel: string;
  readonly language: string;
  readonly country: string;
  /** `system:reference` of an imported case. */
  readonly source: string | null;
}

/** How a case stands right after an event: what an analyst wants beside the event itself. */
export interface CaseStanding {
  readonly lifecycle: LifecycleState;
  readonly opening: CaseOpening | null;
  readonly kind: string | null;
  readonly category: string | null;
  readonly team: string | null;
  readonly agentId: string | null;
  /** Objectives that were breached and still wait for what was promised. */
  readonly breached: readonly string[];
}

/** A case before its first event. */
export const unopened: CaseStanding = {
  lifecycle: initialLifecycle,
  opening: null,
  kind: null,
  category: null,
  team: null,
  agentId: null,
  breached: [],
};

/** `that it happened` moves the case by its type alone, so that its data need not be parsed. */
type Change<Type extends CaseEventType> = 'nothing' | 'that it happened' | ByData<Type>;

type ByData<Type extends CaseEventType> = (
  event: CaseFactOf<Type>,
  standing: CaseStanding,
) => Partial<CaseStanding>;

type BreachEnded = 'SlaObjectiveFulfilledLate' | 'SlaObjectiveDropped' | 'SlaVerdictCorrected';

const breachEnded: ByData<BreachEnded> = ({ data }, { breached }) => ({
  breached: breached.filter((objectiveId) => objectiveId !== data.objectiveId),
});

const byItsData = (): Partial<CaseStanding> => ({});

/** What each event changes of a standing; what changes nothing is named too. */
const changes: { readonly [Type in CaseEventType]: Change<Type> } = {
  CaseOpened: ({ data }) => ({
    opening: openingOf(data),
    kind: data.kind,
    category: data.category,
  }),
  CaseTriaged: ({ data }) => ({ kind: data.kind, category: data.category }),
  CaseReclassified: ({ data }) => ({ kind: data.kind, category: data.category }),
  CaseAssigned: ({ data }) => ({ team: data.team, agentId: data.agentId }),
  SeverityLowered: byItsData,
  SeverityRaised: byItsData,
  CaseDeclined: 'that it happened',
  CaseResolved: 'that it happened',
  ResolutionAccepted: 'that it happened',
  CaseReopened: 'that it happened',
  CaseWithdrawn: 'that it happened',
  CaseMerged: 'that it happened',
  MergeUndone: byItsData,
  CaseClosed: 'that it happened',
  FirstResponseSent: 'that it happened',
  InformationRequested: 'that it happened',
  CustomerReplied: 'that it happened',
  CallLogged: byItsData,
  SeverityProposed: 'nothing',
  UpdateSent: 'nothing',
  NoteAdded: 'nothing',
  ImpactStatementGiven: 'nothing',
  ContactCorrected: 'nothing',
  CaseEscalated: 'nothing',
  CaseLinked: 'nothing',
  SurveyAnswered: 'nothing',
  CustomerSilenceRecorded: 'nothing',
  EntitlementReviewFlagged: 'nothing',
  SlaObjectiveStarted: 'nothing',
  SlaObjectiveRetargeted: 'nothing',
  SlaObjectivePaused: 'nothing',
  SlaObjectiveResumed: 'nothing',
  SlaObjectiveMet: 'nothing',
  SlaObjectiveWarned: 'nothing',
  SlaObjectiveBreached: ({ data }, { breached }) => ({
    breached: [...breached, data.objectiveId],
  }),
  SlaObjectiveFulfilledLate: breachEnded,
  SlaObjectiveDropped: breachEnded,
  SlaVerdictCorrected: breachEnded,
};

const isCaseEventType = (type: string): type is CaseEventType => Object.hasOwn(changes, type);

/**
 * How a case stands after an event of its stream. Only events that change it are parsed. Throws
 * `UnreadableEvent` for a type, version or shape that this build does not know.
 */
export function standingAfter(standing: CaseStanding, event: RecordedEvent): CaseStanding {
  const { type } = event;
  if (!isCaseEventType(type)) throw new UnreadableEvent(`${type} is no event of a case`);
  // The entry of this very type.
  const change = changes[type] as Change<CaseEventType>;
  if (change === 'nothing') return standing;
  if (change === 'that it happened') return moved(standing, { type });
  const fact = readCaseFact(event);
  return { ...moved(standing, { ...fact.data, type }), ...change(fact, standing) };
}

/** A call logged late may fall where the chart takes none: then the case stands as it stood. */
function moved(standing: CaseStanding, fact: { readonly type: CaseEventType }): CaseStanding {
  // The names of the chart's facts and of what it asks for are those of the events.
  const lifecycle = nextLifecycle(standing.lifecycle, fact as LifecycleFact);
  const isSame = lifecycle === undefined || lifecycle === standing.lifecycle;
  return isSame ? standing : { ...standing, lifecycle };
}

function openingOf(data: CaseFactOf<'CaseOpened'>['data']): CaseOpening {
  const { organizationId, pack, subscription, channel, language, country, source } = data;
  return {
    ...{ organizationId, subscription, channel, language, country },
    pack: `${pack.id}@${pack.version}`,
    source: source === null ? null : `${source.system}:${source.reference}`,
  };
}

/** The severity of a case; null while it has none (W14). */
export const severityOf = ({ lifecycle }: CaseStanding): string | null =>
  lifecycle.severity === 'unrated' ? null : lifecycle.severity;
