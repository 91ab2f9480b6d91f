import { EventDefinition } from '@caseline/event-sourcing';
import { z } from 'zod';
import { code, eventId, instant, severity } from '../../vocabulary.ts';

/** What is promised. `customer-answer` is the customer's own duty: a request wants an answer. */
export const objectiveKind = z.enum([
  'first-response',
  'next-update',
  'resolution',
  'customer-answer',
]);
export type ObjectiveKind = z.output<typeof objectiveKind>;

/** `first-response-1`, `next-update-3`: unique within the case. */
const objectiveId = code;

/** Why an objective ends without a verdict of its own. */
const dropReason = z.enum(['declined', 'withdrawn', 'merged', 'resolved', 'no-target', 'closed']);
export type DropReason = z.output<typeof dropReason>;

/** What changed the promise: TIME.md, default 7. */
const retargetRule = z.enum(['lowered', 'raised', 'reclassified']);
export type RetargetRule = z.output<typeof retargetRule>;

/** What a deadline was computed with, kept beside it for ever (TIME.md). */
const target = {
  targetMinutes: z.int().positive(),
  /** The words of the promise: `1 business day`. */
  targetLabel: code,
  /** `id@version` of the business calendar. */
  calendar: code,
  /** The zone the calendar was read in. */
  zone: code,
  /** The edition of the time zone rules, such as `2026b`. */
  tzVersion: code,
};

const clock = {
  /** The event that set the clock going: the opening, a contact, a change of severity. */
  causedBy: eventId,
  startedAt: instant,
  dueAt: instant,
  /** When a warning is due; null when the pack gives none. */
  warnAt: instant.nullable(),
};

export const slaObjectiveStarted = EventDefinition.v1(
  'SlaObjectiveStarted',
  z.strictObject({
    objectiveId,
    kind: objectiveKind,
    severity: severity.nullable(),
    ...clock,
    ...target,
    /** The request that wants an answer, for `customer-answer`. */
    requestId: code.nullable(),
  }),
);

/** Severity or kind changed: the old clock ends, a new one with its own id runs (default 7). */
export const slaObjectiveRetargeted = EventDefinition.v1(
  'SlaObjectiveRetargeted',
  z.strictObject({
    objectiveId,
    replacesObjectiveId: objectiveId,
    kind: objectiveKind,
    severity: severity.nullable(),
    rule: retargetRule,
    changedAt: instant,
    previousDueAt: instant.nullable(),
    ...clock,
    ...target,
    /** Business milliseconds of finished pauses, measured on the new calendar. */
    pausedMs: z.int().min(0),
    /** Null while it runs; the start of the pause when it is paused. */
    pausedSince: instant.nullable(),
    /** Business milliseconds left while it is paused; `dueAt` is then as if resumed at once. */
    remainingMs: z.int().min(0).nullable(),
    requestId: code.nullable(),
  }),
);

export const slaObjectivePaused = EventDefinition.v1(
  'SlaObjectivePaused',
  z.strictObject({
    objectiveId,
    pausedAt: instant,
    /** The event that made it the customer's turn. */
    causedBy: eventId,
    /** Business milliseconds left on the clock. */
    remainingMs: z.int().min(0),
  }),
);

export const slaObjectiveResumed = EventDefinition.v1(
  'SlaObjectiveResumed',
  z.strictObject({
    objectiveId,
    resumedAt: instant,
    /** The event that made it the provider's turn again. */
    causedBy: eventId,
    /** Business milliseconds of all finished pauses. */
    pausedMs: z.int().min(0),
    dueAt: instant,
    warnAt: instant.nullable(),
  }),
);

export const slaObjectiveMet = EventDefinition.v1(
  'SlaObjectiveMet',
  z.strictObject({ objectiveId, fulfilledAt: instant, dueAt: instant.nullable() }),
);

export const slaObjectiveWarned = EventDefinition.v1(
  'SlaObjectiveWarned',
  z.strictObject({
    objectiveId,
    thresholdPercent: z.int().min(1).max(99),
    warnAt: instant,
    dueAt: instant,
  }),
);

/** The promise was broken at `dueAt`, whenever that was noticed. It stays for ever. */
export const slaObjectiveBreached = EventDefinition.v1(
  'SlaObjectiveBreached',
  z.strictObject({ objectiveId, dueAt: instant }),
);

/** What a breached objective asked for happened after all, late. The verdict stays breached. */
export const slaObjectiveFulfilledLate = EventDefinition.v1(
  'SlaObjectiveFulfilledLate',
  z.strictObject({ objectiveId, dueAt: instant, fulfilledAt: instant }),
);

/** Neither met nor breached: the case ended in a way that voids the promise (V4, V5). */
export const slaObjectiveDropped = EventDefinition.v1(
  'SlaObjectiveDropped',
  z.strictObject({
    objectiveId,
    reason: dropReason,
    droppedAt: instant,
  }),
);

/** A response recorded late had happened in time: both verdicts stay readable (TIME.md). */
export const slaVerdictCorrected = EventDefinition.v1(
  'SlaVerdictCorrected',
  z.strictObject({
    objectiveId,
    from: z.enum(['breached']),
    to: z.enum(['met']),
    dueAt: instant,
    fulfilledAt: instant,
    breachEventId: eventId,
  }),
);
