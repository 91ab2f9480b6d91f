import { isRejection, type Instant, type Rejection } from '@caseline/event-sourcing';
import {
  assess,
  entitlementFor,
  highestSeverity,
  isHigher,
  SEVERITIES,
  type CompiledPack,
} from '@caseline/support-policy';
import { agreementAt, entitlementOf } from '../../organization/organization-state.ts';
import { reject, type RejectionCode } from '../../rejections.ts';
import type { Assessment, Entitlement, Severity, SupportKind } from '../../vocabulary.ts';
import type { CaseContext } from '../case-command.ts';
import { missingDuties, type DutyFacts } from './duties.ts';

/** Below it there is nothing to grant instead, so its duties bar nobody (V20). */
const LOWEST: Severity = 'C';

/** A severity that is asked for: for which kind, on which facts, at the instant of assignment. */
export interface Asked {
  readonly severity: Severity;
  readonly kind: SupportKind;
  readonly facts: DutyFacts;
  readonly at: Instant;
}

/**
 * What entitles to a severity at the instant (V22): the agreement to be copied into the event, null
 * where none is needed, or the refusal.
 */
function entitlementAt(
  context: CaseContext,
  severity: Severity,
  at: Instant,
): Entitlement | null | Rejection<RejectionCode> {
  const agreementKind = entitlementFor(context.policy, severity);
  if (agreementKind === null) return null;
  const { organization } = context;
  const agreement =
    organization === null ? undefined : agreementAt(organization, agreementKind, at);
  if (agreement !== undefined) return entitlementOf(agreement);
  return reject('severity-needs-agreement', { severity, agreement: agreementKind, at });
}

/**
 * What entitles to a severity of a kind at the instant, or the refusal that nobody sets aside: the
 * matrix of kinds and severities (V23), above which the pack promises nothing, or a missing
 * agreement (V22). `kept` is an entitlement that goes on (default 8).
 */
export function grantAt(
  context: CaseContext,
  { severity, kind, at }: Omit<Asked, 'facts'>,
  kept: Entitlement | null = null,
): Entitlement | null | Rejection<RejectionCode> {
  const highest = highestSeverity(context.policy, kind);
  if (highest !== null && isHigher(severity, highest)) {
    return reject('severity-above-highest', { kind, highest });
  }
  return kept ?? entitlementAt(context, severity, at);
}

/** The refusals that a lead may set aside: by the duties (V19, V20). */
export function overridableRefusals(
  policy: CompiledPack,
  { severity, facts }: Pick<Asked, 'severity' | 'facts'>,
): readonly Rejection<RejectionCode>[] {
  const missing = severity === LOWEST ? [] : missingDuties(policy, severity, facts);
  return missing.length > 0 ? [reject('duties-not-fulfilled', { severity, missing })] : [];
}

/** The severity a case begins with, how it was assessed, and what entitled to it. */
export interface ProvisionalSeverity {
  readonly severity: Severity | null;
  readonly assessment: Assessment | null;
  readonly entitlement: Entitlement | null;
}

const UNRATED_CASE: ProvisionalSeverity = { severity: null, assessment: null, entitlement: null };

/**
 * The provisional severity (V10, default 6): assessed from issue type and impact, capped by the
 * kind (V23), and lowered from there to the first one that the customer is entitled to (V22) and
 * whose duties are fulfilled (V19). A kind without severities stays unrated (W14).
 */
export function provisionalSeverity(
  context: CaseContext,
  assessed: { readonly issueType: string; readonly impact: string } | null,
  asked: Omit<Asked, 'severity'>,
): ProvisionalSeverity | Rejection<RejectionCode> {
  const { policy } = context;
  if (highestSeverity(policy, asked.kind) === null) return UNRATED_CASE;
  if (assessed === null) return reject('assessment-missing');
  const found = assess(policy, { ...assessed, kind: asked.kind });
  if (found === undefined || found === null) {
    return reject('assessment-unknown', knownWords(policy));
  }
  const assessment = { ...assessed, rule: found.rule };
  for (const severity of SEVERITIES.filter((one) => !isHigher(one, found.severity))) {
    const entitlement = grantAt(context, { ...asked, severity });
    const granted = overridableRefusals(policy, { ...asked, severity }).length === 0;
    if (granted && !isRejection(entitlement)) return { severity, assessment, entitlement };
  }
  return { severity: LOWEST, assessment, entitlement: null };
}

const knownWords = ({ content }: CompiledPack) => ({
  issueTypes: content.assessment?.issueTypes.map(({ id }) => id) ?? [],
  impacts: content.assessment?.impacts.map(({ id }) => id) ?? [],
});
