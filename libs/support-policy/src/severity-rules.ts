import { outcomeKey, type CompiledPack } from './compiled-pack.ts';
import type { PolicyPack } from './schema/policy-pack.ts';
import { cappedAt, UNRATED, type Severity } from './severity.ts';
import { calendarFor, minutesOn, type ServiceContext } from './targets.ts';
import type { Duty, LoweringReason, SupportKind } from './vocabulary.ts';
import type { BusinessCalendar } from '@caseline/business-calendar';

/** The highest severity of a kind (V23); null where the kind is unrated or not offered (W14). */
export function highestSeverity(pack: CompiledPack, kind: SupportKind): Severity | null {
  const highest = pack.content.kinds[kind]?.highestSeverity ?? UNRATED;
  return highest === UNRATED ? null : highest;
}

/** What an assessment came to: the severity, and the rule that said so. */
export interface Assessment {
  readonly severity: Severity;
  /** The rule of the row that matched, such as `V11`. */
  readonly rule: string;
  /** What the row says before the cap of the kind; differs from `severity` when capped (V23). */
  readonly uncapped: Severity;
}

/**
 * The provisional severity by issue type and customer impact (V10 to V13), capped by the kind
 * (V23). Entitlement is not considered: see `entitlementFor`. Null where the kind is unrated;
 * undefined for an issue type or impact that the pack does not know.
 */
export function assess(
  pack: CompiledPack,
  at: { readonly issueType: string; readonly impact: string; readonly kind: SupportKind },
): Assessment | null | undefined {
  const highest = highestSeverity(pack, at.kind);
  if (highest === null) return null;
  const outcome = pack.outcomes.get(outcomeKey(at));
  if (outcome === undefined) return undefined;
  const { severity, rule } = outcome;
  return { severity: cappedAt(severity, highest), rule, uncapped: severity };
}

/** The kind of agreement that must be valid when a severity is assigned (V22); null if none. */
export const entitlementFor = (pack: CompiledPack, severity: Severity): string | null =>
  pack.content.severities[severity]?.agreement ?? null;

/** What the customer owes while the severity is held (V19, V20). */
export const dutiesFor = (pack: CompiledPack, severity: Severity): readonly Duty[] =>
  pack.content.severities[severity]?.duties ?? [];

/** Whether the customer may propose a severity (V10); never may the customer set one. */
export const customerMayPropose = (pack: CompiledPack): boolean =>
  pack.content.severityControl?.customerMayPropose ?? false;

/** The evidence that lowering from a severity takes (V21, default 9). */
export interface LoweringRule {
  readonly reasons: readonly LoweringReason[];
  readonly unansweredRequests: number;
  /** Business minutes since the last unanswered request, on `calendar`. */
  readonly lastUnansweredMinutes: number;
  readonly lastUnansweredLabel: string;
  readonly calendar: BusinessCalendar;
  /** Whether two steps at once are possible, each with a reason of its own. */
  readonly twoStepsAtOnce: 'with-own-reason' | 'never';
}

/** How the case's severity may be lowered; undefined where it cannot be: C, or unrated. */
export function loweringRule(pack: CompiledPack, at: ServiceContext): LoweringRule | undefined {
  const lowering = pack.content.severityControl?.lowering;
  const evidence = evidenceFrom(lowering, at.severity);
  const calendar = calendarFor(pack, at);
  if (lowering === undefined || evidence === undefined || calendar === undefined) return undefined;
  return {
    reasons: lowering.reasons,
    unansweredRequests: evidence.unansweredRequests,
    lastUnansweredMinutes: minutesOn(calendar, evidence.lastUnansweredFor),
    lastUnansweredLabel: evidence.lastUnansweredFor.label,
    calendar,
    twoStepsAtOnce: evidence.twoStepsAtOnce,
  };
}

type Lowering = NonNullable<PolicyPack['severityControl']>['lowering'];

const evidenceFrom = (
  lowering: Lowering | undefined,
  severity: Severity | null,
): Lowering['from']['A' | 'B'] =>
  severity === 'A' || severity === 'B' ? lowering?.from[severity] : undefined;
