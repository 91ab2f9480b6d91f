import { toEpochMs, toInstant } from '@caseline/event-sourcing';
import { reopenWindowMs } from '@caseline/support-policy';
import type { CaseEventType } from '../events/index.ts';
import { asItIs, readAs, type Read } from './reading.ts';
import {
  readLowering,
  readOpening,
  readRaise,
  readReclassification,
  readTriage,
} from './severity-readings.ts';

/** The reopen window is the policy's: the case closes by itself at its end. */
const readResolution: Read<'CaseResolved'> = ({ data, occurredAt }, _state, { policy }) => {
  const closesAt = toInstant(toEpochMs(occurredAt) + reopenWindowMs(policy));
  return readAs('CaseResolved', { ...data, closesAt });
};

/**
 * Facts of time: the engine has recorded them when they fell due. They are never taken over, but
 * tell that somebody looked at the clock then; what has fallen due under the policy is recorded.
 */
const TIME = 'time';
/** What the engine has concluded from a fact: concluded anew. */
const CONSEQUENCE = 'consequence';

/** Whose every fact of a case is: the world's, read under the policy, or the engine's own. */
export const factReadings = {
  CaseOpened: readOpening,
  CaseTriaged: readTriage,
  CaseAssigned: asItIs,
  CaseReclassified: readReclassification,
  SeverityLowered: readLowering,
  SeverityRaised: readRaise,
  SeverityProposed: asItIs,
  CaseDeclined: asItIs,
  CaseResolved: readResolution,
  ResolutionAccepted: asItIs,
  CaseReopened: asItIs,
  CaseWithdrawn: asItIs,
  CaseMerged: asItIs,
  MergeUndone: asItIs,
  CaseClosed: TIME,
  FirstResponseSent: asItIs,
  UpdateSent: asItIs,
  InformationRequested: asItIs,
  CustomerReplied: asItIs,
  CallLogged: asItIs,
  NoteAdded: asItIs,
  ImpactStatementGiven: asItIs,
  ContactCorrected: asItIs,
  CaseEscalated: asItIs,
  CaseLinked: asItIs,
  SurveyAnswered: asItIs,
  CustomerSilenceRecorded: TIME,
  EntitlementReviewFlagged: TIME,
  SlaObjectiveStarted: CONSEQUENCE,
  SlaObjectiveRetargeted: CONSEQUENCE,
  SlaObjectivePaused: CONSEQUENCE,
  SlaObjectiveResumed: CONSEQUENCE,
  SlaObjectiveMet: CONSEQUENCE,
  SlaObjectiveWarned: TIME,
  SlaObjectiveBreached: TIME,
  SlaObjectiveFulfilledLate: CONSEQUENCE,
  SlaObjectiveDropped: CONSEQUENCE,
  SlaVerdictCorrected: CONSEQUENCE,
} satisfies { readonly [Type in CaseEventType]: Read<Type> | typeof TIME | typeof CONSEQUENCE };
