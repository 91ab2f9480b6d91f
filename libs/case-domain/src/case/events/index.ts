import type { DecidedEvent, EventDefinition } from '@caseline/event-sourcing';
import * as conversation from './conversation-events.ts';
import * as lifecycle from './lifecycle-events.ts';
import * as objective from './objective-events.ts';

const keyed = <const D extends readonly EventDefinition<string, unknown>[]>(definitions: D) =>
  Object.fromEntries(definitions.map((definition) => [definition.type, definition])) as {
    [Definition in D[number] as Definition['type']]: Definition;
  };

/** Every event of a case's stream by its type. */
export const caseEvents = keyed([
  lifecycle.caseOpened,
  lifecycle.caseTriaged,
  lifecycle.caseAssigned,
  lifecycle.caseReclassified,
  lifecycle.severityLowered,
  lifecycle.severityRaised,
  lifecycle.severityProposed,
  lifecycle.caseDeclined,
  lifecycle.caseResolved,
  lifecycle.resolutionAccepted,
  lifecycle.caseReopened,
  lifecycle.caseWithdrawn,
  lifecycle.caseMerged,
  lifecycle.mergeUndone,
  lifecycle.caseClosed,
  conversation.firstResponseSent,
  conversation.updateSent,
  conversation.informationRequested,
  conversation.customerReplied,
  conversation.callLogged,
  conversation.noteAdded,
  conversation.impactStatementGiven,
  conversation.contactCorrected,
  conversation.caseEscalated,
  conversation.caseLinked,
  conversation.surveyAnswered,
  conversation.customerSilenceRecorded,
  conversation.entitlementReviewFlagged,
  objective.slaObjectiveStarted,
  objective.slaObjectiveRetargeted,
  objective.slaObjectivePaused,
  objective.slaObjectiveResumed,
  objective.slaObjectiveMet,
  objective.slaObjectiveWarned,
  objective.slaObjectiveBreached,
  objective.slaObjectiveFulfilledLate,
  objective.slaObjectiveDropped,
  objective.slaVerdictCorrected,
]);

type Definitions = typeof caseEvents;
export type CaseEventType = keyof Definitions;

/** The data of an event type, as today's schema has it. */
export type CaseEventData<Type extends CaseEventType> =
  Definitions[Type] extends EventDefinition<string, infer Data> ? Data : never;

/** A case event as a decision states it. */
export type CaseEvent = {
  [Type in CaseEventType]: DecidedEvent<Type, CaseEventData<Type>>;
}[CaseEventType];

export type { DropReason, ObjectiveKind, RetargetRule } from './objective-events.ts';
