import { toEpochMs, type Instant, type Rejection } from '@caseline/event-sourcing';
import { loweringRule, SEVERITIES, type LoweringRule } from '@caseline/support-policy';
import { reject, type RejectionCode } from '../../rejections.ts';
import type { Severity } from '../../vocabulary.ts';
import type { CaseContext } from '../case-command.ts';
import type { CaseState, InformationRequest } from '../case-state.ts';
import { missingDuties } from './duties.ts';
import { serviceContextOf } from './case-service.ts';

const MINUTE_MS = 60_000;

/** A lowering that is asked for. */
export interface Lowering {
  readonly from: Severity;
  readonly to: Severity;
  readonly reason: string;
  readonly evidence: readonly string[];
  readonly twoStepReason: string | null;
  readonly at: Instant;
}

const steps = ({ from, to }: Pick<Lowering, 'from' | 'to'>): number =>
  SEVERITIES.indexOf(to) - SEVERITIES.indexOf(from);

/**
 * The refusals of a lowering that a lead may set aside (V21, default 9): no rule, more steps than
 * one, not enough evidence.
 */
export function loweringRefusals(
  lowering: Lowering,
  state: CaseState,
  context: CaseContext,
): readonly Rejection<RejectionCode>[] {
  const rule = loweringRule(context.policy, serviceContextOf(state, lowering.from));
  if (rule === undefined) return [reject('lowering-not-offered', { from: lowering.from })];
  const refusals = [
    refuseSteps(lowering, rule),
    dutiesLapsed(lowering, state, context)
      ? undefined
      : refuseEvidence(lowering, citedRequests(lowering, state), rule),
  ];
  return refusals.filter((refusal) => refusal !== undefined);
}

/** Refused whoever asks: a reason the pack does not know, evidence that is none (V21). */
export function refuseFalseEvidence(
  { reason, evidence }: Lowering,
  state: CaseState,
  { policy }: CaseContext,
): Rejection<RejectionCode> | undefined {
  const reasons: readonly string[] = policy.content.severityControl?.lowering.reasons ?? [];
  if (!reasons.includes(reason)) return reject('lowering-reason-unknown', { reasons });
  const unknown = evidence.filter((id) => !state.requests.some(({ eventId }) => eventId === id));
  if (unknown.length > 0) return reject('evidence-unknown', { unknown });
  const answered = state.requests.filter(
    ({ eventId, answeredAt }) => answeredAt !== null && evidence.includes(eventId),
  );
  if (answered.length > 0) {
    return reject('evidence-answered', { answered: answered.map(({ eventId }) => eventId) });
  }
  const used = evidence.filter((id) => state.usedEvidence.includes(id));
  return used.length > 0 ? reject('evidence-used', { used }) : undefined;
}

function refuseSteps(
  lowering: Lowering,
  { twoStepsAtOnce }: LoweringRule,
): Rejection<RejectionCode> | undefined {
  if (steps(lowering) === 1) return undefined;
  if (twoStepsAtOnce === 'never') return reject('two-steps-not-offered');
  return lowering.twoStepReason === null ? reject('two-steps-need-own-reason') : undefined;
}

/**
 * A severity is not kept without its duties (V19): where the resources that it takes are missing,
 * the case itself is the evidence.
 */
const dutiesLapsed = (lowering: Lowering, state: CaseState, { policy }: CaseContext): boolean =>
  lowering.reason === 'resources' && missingDuties(policy, lowering.from, state).length > 0;

const citedRequests = ({ evidence }: Lowering, state: CaseState): readonly InformationRequest[] =>
  state.requests.filter(({ eventId }) => evidence.includes(eventId));

/** "In reasonable time": enough requests, and time to answer the last of them (default 9). */
function refuseEvidence(
  { at }: Lowering,
  cited: readonly InformationRequest[],
  rule: LoweringRule,
): Rejection<RejectionCode> | undefined {
  if (cited.length < rule.unansweredRequests) {
    return reject('lowering-needs-evidence', { required: rule.unansweredRequests });
  }
  const lastAskedMs = Math.max(...cited.map(({ requestedAt }) => toEpochMs(requestedAt)));
  const waitedMs = rule.calendar.elapsed(lastAskedMs, toEpochMs(at));
  if (waitedMs >= rule.lastUnansweredMinutes * MINUTE_MS) return undefined;
  return reject('evidence-too-recent', {
    required: rule.lastUnansweredLabel,
    calendar: `${rule.calendar.id}@${rule.calendar.version}`,
  });
}
