import { isHigher } from '@caseline/support-policy';
import type { CaseEvent, CaseEventType, DropReason, ObjectiveKind } from '../events/index.ts';
import { dropOpen, fulfil } from './fulfilment.ts';
import type { ObjectiveEventType } from './objective-folds.ts';
import { pause, resume } from './pausing.ts';
import { inOrder, type Reaction, type Step } from './reaction.ts';
import { retarget } from './retarget.ts';
import { startAnswer, startOwed } from './starting.ts';

/** The events that promises follow from: all but those that tell of the promises themselves. */
export type CauseEventType = Exclude<CaseEventType, ObjectiveEventType>;

const none = (): readonly CaseEvent[] => [];

const fulfilAll =
  (...kinds: readonly ObjectiveKind[]) =>
  ({ after, happenedAt }: Reaction): readonly CaseEvent[] =>
    after.objectives
      .filter(({ kind }) => kinds.includes(kind))
      .flatMap((objective) => fulfil(objective, happenedAt, after));

const fulfilAnswers = ({
  event,
  after,
  happenedAt,
}: Reaction<'CustomerReplied' | 'CallLogged'>): readonly CaseEvent[] =>
  after.objectives
    .filter(({ requestId }) => event.data.answeredRequestIds.some((id) => id === requestId))
    .flatMap((objective) => fulfil(objective, happenedAt, after));

/** Clocks stand still while it is the customer's turn, where the pack says so. */
const followTurn = (reaction: Reaction): readonly CaseEvent[] => {
  const { before, after, happenedAt: at, causeEventId: causedBy, context: judge } = reaction;
  const waited = before.lifecycle.turn === 'customer';
  const waits = after.lifecycle.turn === 'customer';
  if (waited === waits) return [];
  return after.objectives.flatMap((objective) => {
    const event = (waits ? pause : resume)(objective, { at, causedBy, judge });
    return event === undefined ? [] : [event];
  });
};

/** A person of the provider reached the customer (default 5): the next update is owed from then. */
const humanContact = inOrder(fulfilAll('first-response', 'next-update'), startOwed);

const answerOwed = (reaction: Reaction<'InformationRequested'>): readonly CaseEvent[] =>
  startAnswer(reaction, {
    requestId: reaction.event.data.requestId,
    requestedAt: reaction.happenedAt,
  });

const callContact = (reaction: Reaction<'CallLogged'>): readonly CaseEvent[] =>
  reaction.event.data.contacted ? humanContact(reaction) : [];

/** The severity says which rule holds; a kind corrected at the same severity is counted anew. */
const retargetTriaged = (reaction: Reaction<'CaseTriaged'>): readonly CaseEvent[] => {
  const { previousSeverity, severity } = reaction.event.data;
  if (severity === null || previousSeverity === null || severity === previousSeverity) {
    return retarget('reclassified')(reaction);
  }
  const isRaised = isHigher(severity, previousSeverity);
  return retarget(isRaised ? 'raised' : 'lowered')(reaction);
};

/** Requests that waited for an answer when the case was merged wait for it again. */
const restartAnswers = (reaction: Reaction): readonly CaseEvent[] => {
  const isMergedAway = (requestId: string): boolean =>
    reaction.after.objectives.findLast((objective) => objective.requestId === requestId)
      ?.dropReason === 'merged';
  const steps = reaction.after.requests
    .filter(({ requestId, answeredAt }) => answeredAt === null && isMergedAway(requestId))
    .map((request) => (at: Reaction) => startAnswer(at, request));
  return inOrder(...steps)(reaction);
};

const drop =
  (reason: DropReason) =>
  ({ after, happenedAt }: Reaction): readonly CaseEvent[] =>
    dropOpen(after, reason, happenedAt);

/**
 * What each fact of a case starts, stops, meets or changes among its promises. `none` is a
 * decision: such a fact leaves every clock alone. Warnings, breaches and silence are not
 * consequences of a fact but of time: see `due-facts.ts`.
 */
export const objectiveReactions = {
  CaseOpened: startOwed,
  // The first call may have come before triage; updates are owed from triage on.
  CaseTriaged: inOrder(retargetTriaged, startOwed),
  CaseAssigned: none,
  CaseReclassified: inOrder(retarget('reclassified'), startOwed),
  SeverityLowered: inOrder(retarget('lowered'), startOwed),
  SeverityRaised: inOrder(retarget('raised'), startOwed),
  SeverityProposed: none,
  CaseDeclined: drop('declined'),
  CaseResolved: inOrder(fulfilAll('first-response', 'next-update', 'resolution'), drop('resolved')),
  ResolutionAccepted: drop('closed'),
  CaseReopened: startOwed,
  CaseWithdrawn: drop('withdrawn'),
  CaseMerged: drop('merged'),
  // Clocks that the merge dropped are owed again from their first start: the time in between
  // counts, because the customer waited through it; what fell due in it is noticed at once.
  MergeUndone: inOrder(startOwed, restartAnswers),
  CaseClosed: drop('closed'),
  FirstResponseSent: humanContact,
  UpdateSent: humanContact,
  InformationRequested: inOrder(humanContact, answerOwed, followTurn),
  CustomerReplied: inOrder(fulfilAnswers, followTurn),
  CallLogged: inOrder(fulfilAnswers, callContact, followTurn),
  NoteAdded: none,
  ImpactStatementGiven: none,
  ContactCorrected: none,
  CaseEscalated: none,
  CaseLinked: none,
  SurveyAnswered: none,
  CustomerSilenceRecorded: none,
  EntitlementReviewFlagged: none,
} satisfies { readonly [Type in CauseEventType]: Step<Type> };
