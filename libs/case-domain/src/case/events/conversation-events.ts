import { EventDefinition } from '@caseline/event-sourcing';
import { z } from 'zod';
import {
  caseId,
  code,
  contact,
  eventId,
  instant,
  messageMethod,
  surveyScore,
  text,
} from '../../vocabulary.ts';

const requestIds = z.array(code).max(100);
const message = z.strictObject({ message: text });

export const firstResponseSent = EventDefinition.v1(
  'FirstResponseSent',
  z.strictObject({ method: messageMethod, personal: message }),
);

export const updateSent = EventDefinition.v1(
  'UpdateSent',
  z.strictObject({ method: messageMethod, personal: message }),
);

export const informationRequested = EventDefinition.v1(
  'InformationRequested',
  z.strictObject({
    /** `request-1`, `request-2`, … within the case. */
    requestId: code,
    method: messageMethod,
    personal: z.strictObject({ question: text }),
  }),
);

export const customerReplied = EventDefinition.v1(
  'CustomerReplied',
  z.strictObject({ answeredRequestIds: requestIds, personal: message }),
);

export const callLogged = EventDefinition.v1(
  'CallLogged',
  z.strictObject({
    direction: z.enum(['inbound', 'outbound']),
    /** A person of the customer was spoken to: it counts as a response (default 5). */
    contacted: z.boolean(),
    /** The call answered the open requests for information. */
    answered: z.boolean(),
    answeredRequestIds: requestIds,
    durationSeconds: z.int().min(0).max(86_400).nullable(),
    personal: z.strictObject({ summary: text }),
  }),
);

export const noteAdded = EventDefinition.v1(
  'NoteAdded',
  z.strictObject({ personal: z.strictObject({ note: text }) }),
);

export const impactStatementGiven = EventDefinition.v1(
  'ImpactStatementGiven',
  z.strictObject({ personal: z.strictObject({ statement: text }) }),
);

export const contactCorrected = EventDefinition.v1(
  'ContactCorrected',
  z.strictObject({
    contactConfirmed: z.strictObject({ email: z.boolean(), phone: z.boolean() }),
    reachableAroundTheClock: z.boolean(),
    personal: z.strictObject({ requester: contact }),
  }),
);

export const caseEscalated = EventDefinition.v1(
  'CaseEscalated',
  z.strictObject({ toTeam: code, personal: z.strictObject({ reason: text }) }),
);

export const caseLinked = EventDefinition.v1(
  'CaseLinked',
  z.strictObject({
    relation: z.enum(['follows', 'followed-by', 'duplicates', 'relates-to', 'merged-from']),
    otherCaseId: caseId,
  }),
);

/** The customer's answer to the one question after a resolution (V28). */
export const surveyAnswered = EventDefinition.v1(
  'SurveyAnswered',
  z.strictObject({
    score: surveyScore,
    /** The best score of the scale that was asked for; the worst is 1. */
    highestScore: surveyScore,
    /** The resolution that the answer is about. */
    resolutionEventId: eventId,
    personal: z.strictObject({ comment: text.nullable() }),
  }),
);

export const customerSilenceRecorded = EventDefinition.v1(
  'CustomerSilenceRecorded',
  z.strictObject({
    requestId: code,
    requestEventId: eventId,
    requestedAt: instant,
    /** When the customer's time to answer ended. */
    dueAt: instant,
  }),
);

/** The agreement behind severity A ended while the case was open: severity stays (default 8). */
export const entitlementReviewFlagged = EventDefinition.v1(
  'EntitlementReviewFlagged',
  z.strictObject({ agreementId: code, endedAt: instant }),
);
