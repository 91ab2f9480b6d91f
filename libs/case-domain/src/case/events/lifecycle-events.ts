import { EventDefinition } from '@caseline/event-sourcing';
import { z } from 'zod';
import {
  assessment,
  caseId,
  channel,
  code,
  contact,
  contactMethod,
  country,
  entitlement,
  instant,
  line,
  organizationId,
  policyReference,
  severity,
  subscriptionState,
  supportKind,
  text,
  zone,
} from '../../vocabulary.ts';

/**
 * The codes of the rules that a lead set aside, joined by commas, with the reason in the personal
 * group; null when none was.
 */
const overridden = code.nullable();
const explained = z.strictObject({ explanation: text, overrideReason: text.nullable() });

export const caseOpened = EventDefinition.v1(
  'CaseOpened',
  z.strictObject({
    organizationId,
    pack: policyReference,
    kind: supportKind,
    category: code.nullable(),
    /** Provisional (default 6); null under a pack without severities (W14). */
    severity: severity.nullable(),
    proposedSeverity: severity.nullable(),
    assessment: assessment.nullable(),
    entitlement: entitlement.nullable(),
    subscription: subscriptionState,
    channel,
    contactMethod,
    language: code,
    country,
    zone,
    contactConfirmed: z.strictObject({ email: z.boolean(), phone: z.boolean() }),
    /** Severity A: somebody of the customer can be reached around the clock (V19). */
    reachableAroundTheClock: z.boolean(),
    impactStatementGiven: z.boolean(),
    followsCaseId: caseId.nullable(),
    privacyNoticeVersion: code.nullable(),
    /** Where an imported case comes from. */
    source: z.strictObject({ system: code, reference: code }).nullable(),
    personal: z.strictObject({
      title: line,
      description: text,
      requester: contact,
      /** Whom the case is for, when not the requester (G3). */
      affectedUsers: z.array(line).max(100),
      impactStatement: text.nullable(),
    }),
  }),
);

export const caseTriaged = EventDefinition.v1(
  'CaseTriaged',
  z.strictObject({
    severity: severity.nullable(),
    previousSeverity: severity.nullable(),
    kind: supportKind,
    category: code.nullable(),
    assessment: assessment.nullable(),
    entitlement: entitlement.nullable(),
    /** A call had already reached the customer: the case is responded as soon as it is triaged. */
    contacted: z.boolean(),
    overridden,
    personal: z.strictObject({ overrideReason: text.nullable() }),
  }),
);

export const caseAssigned = EventDefinition.v1(
  'CaseAssigned',
  z.strictObject({ team: code.nullable(), agentId: code.nullable() }),
);

export const caseReclassified = EventDefinition.v1(
  'CaseReclassified',
  z.strictObject({
    previousKind: supportKind,
    kind: supportKind,
    category: code.nullable(),
    previousSeverity: severity.nullable(),
    /** Lowered to the highest severity the new kind allows (V23). */
    severity: severity.nullable(),
  }),
);

export const severityLowered = EventDefinition.v1(
  'SeverityLowered',
  z.strictObject({
    from: severity,
    to: severity,
    /** `resources` or `response` in the shipped packs (V21). */
    reason: code,
    /** Event ids of what shows it: the unanswered requests. */
    evidence: z.array(z.uuid()).max(50),
    overridden,
    personal: z.strictObject({
      /** What the customer is told (V21). */
      explanation: text,
      /** A to C at once has a reason of its own (default 9); null for one step. */
      twoStepReason: text.nullable(),
      overrideReason: text.nullable(),
    }),
  }),
);

export const severityRaised = EventDefinition.v1(
  'SeverityRaised',
  z.strictObject({
    from: severity,
    to: severity,
    entitlement: entitlement.nullable(),
    overridden,
    personal: explained,
  }),
);

export const severityProposed = EventDefinition.v1(
  'SeverityProposed',
  z.strictObject({ proposed: severity, personal: z.strictObject({ justification: text }) }),
);

export const caseDeclined = EventDefinition.v1(
  'CaseDeclined',
  z.strictObject({
    /** `customer-network` or `third-party` in the shipped packs (V4, V5). */
    reason: code,
    referral: text,
    personal: z.strictObject({ explanation: text }),
  }),
);

export const caseResolved = EventDefinition.v1(
  'CaseResolved',
  z.strictObject({
    resolution: z.enum(['solved', 'workaround', 'answered', 'not-reproducible', 'by-customer']),
    /** The end of the reopen window: the case closes by itself at this instant. */
    closesAt: instant,
    personal: z.strictObject({ summary: text }),
  }),
);

const noData = z.strictObject({});

export const resolutionAccepted = EventDefinition.v1('ResolutionAccepted', noData);

export const caseReopened = EventDefinition.v1(
  'CaseReopened',
  z.strictObject({ personal: z.strictObject({ reason: text }) }),
);

export const caseWithdrawn = EventDefinition.v1(
  'CaseWithdrawn',
  z.strictObject({ personal: z.strictObject({ reason: text }) }),
);

export const caseMerged = EventDefinition.v1(
  'CaseMerged',
  z.strictObject({
    intoCaseId: caseId,
    statusBefore: z.enum(['opened', 'triaged', 'responded']),
  }),
);

export const mergeUndone = EventDefinition.v1(
  'MergeUndone',
  z.strictObject({
    fromCaseId: caseId,
    restoredStatus: z.enum(['opened', 'triaged', 'responded']),
    personal: z.strictObject({ reason: text }),
  }),
);

export const caseClosed = EventDefinition.v1(
  'CaseClosed',
  z.strictObject({ reason: z.enum(['reopen-window-ended']) }),
);
