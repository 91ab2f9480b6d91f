import type { LifecycleState } from '@caseline/case-lifecycle';
import type { Instant } from '@caseline/event-sourcing';
import type { Entitlement, PolicyReference, Severity, SupportKind } from '../vocabulary.ts';
import type { DropReason, ObjectiveKind, RetargetRule } from './events/index.ts';

/** A finished or running pause; `to` is null while it lasts. */
export interface Pause {
  readonly from: Instant;
  readonly to: Instant | null;
  /** The events that began and ended it. */
  readonly causedBy: string;
  readonly endedBy: string | null;
}

/** One promise and its clock. `verdict` is null until it is known. */
export interface Objective {
  readonly objectiveId: string;
  readonly kind: ObjectiveKind;
  readonly severity: Severity | null;
  readonly state:
    'running' | 'paused' | 'met' | 'breached' | 'fulfilled-late' | 'dropped' | 'retargeted';
  readonly startedAt: Instant;
  /** The event that set the clock going. */
  readonly startEventId: string;
  /** Null while paused. */
  readonly dueAt: Instant | null;
  readonly warnAt: Instant | null;
  readonly warnedAt: Instant | null;
  readonly targetMinutes: number;
  readonly targetLabel: string;
  readonly calendar: string;
  readonly zone: string;
  readonly tzVersion: string;
  readonly pauses: readonly Pause[];
  readonly pausedMs: number;
  readonly remainingMs: number | null;
  readonly breachEventId: string | null;
  readonly breachedAt: Instant | null;
  readonly fulfilledAt: Instant | null;
  readonly verdict: 'met' | 'breached' | 'not-applicable' | null;
  readonly replacesObjectiveId: string | null;
  readonly replacedByObjectiveId: string | null;
  /** Which change made it replace another, and when; null for one that was started. */
  readonly retargeted: { readonly rule: RetargetRule; readonly changedAt: Instant } | null;
  readonly dropReason: DropReason | null;
  readonly requestId: string | null;
}

/** A request for information: evidence for lowering when it stays unanswered (V21). */
export interface InformationRequest {
  readonly requestId: string;
  readonly eventId: string;
  readonly requestedAt: Instant;
  readonly answeredAt: Instant | null;
  readonly silenceRecordedAt: Instant | null;
}

/** The answer to the survey after a resolution (V28); its comment is in the event. */
export interface SurveyAnswer {
  readonly score: number;
  readonly highestScore: number;
  readonly resolutionEventId: string;
  readonly answeredAt: Instant;
}

/** A case as its events have made it; everything a rule may look at. No personal data. */
export interface CaseState {
  readonly lifecycle: LifecycleState;
  readonly organizationId: string | null;
  readonly pack: PolicyReference | null;
  readonly kind: SupportKind | null;
  readonly category: string | null;
  readonly severity: Severity | null;
  readonly proposedSeverity: Severity | null;
  readonly entitlement: Entitlement | null;
  readonly entitlementFlagged: boolean;
  readonly country: string | null;
  readonly zone: string | null;
  readonly openedAt: Instant | null;
  readonly contactedAt: Instant | null;
  readonly resolvedAt: Instant | null;
  /** The event of the resolution that stands; null while there is none. */
  readonly resolutionEventId: string | null;
  readonly closesAt: Instant | null;
  readonly team: string | null;
  readonly agentId: string | null;
  readonly contactConfirmed: { readonly email: boolean; readonly phone: boolean };
  readonly reachableAroundTheClock: boolean;
  readonly impactStatementGiven: boolean;
  readonly requests: readonly InformationRequest[];
  /** Requests that a lowering was based on: none of them is evidence twice (default 9). */
  readonly usedEvidence: readonly string[];
  /** False from a lowering on until something new is heard from the customer (default 9). */
  readonly heardSinceLowering: boolean;
  readonly objectives: readonly Objective[];
  readonly links: readonly { readonly relation: string; readonly otherCaseId: string }[];
  readonly mergedInto: string | null;
  readonly statusBeforeMerge: 'opened' | 'triaged' | 'responded' | null;
  /** What the customer answered to the survey; null while it has not (V28). */
  readonly surveyAnswer: SurveyAnswer | null;
  /** The latest instant of the stream: a command never happens before it unless it is backdated. */
  readonly lastOccurredAt: Instant | null;
  readonly lastRecordedAt: Instant | null;
}
