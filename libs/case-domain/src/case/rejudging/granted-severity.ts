import { isRejection, type Instant } from '@caseline/event-sourcing';
import { highestSeverity, isHigher, offeredKinds, SEVERITIES } from '@caseline/support-policy';
import type { RejectionCode } from '../../rejections.ts';
import type { Entitlement, Severity, SupportKind } from '../../vocabulary.ts';
import type { CaseContext } from '../case-command.ts';
import type { CaseState } from '../case-state.ts';
import type { DutyFacts } from '../rules/duties.ts';
import { grantAt, overridableRefusals } from '../rules/granting.ts';

/** A severity that somebody gave, under the policy that judges it now. */
export interface GivenSeverity {
  readonly severity: Severity;
  readonly kind: SupportKind;
  readonly at: Instant;
  readonly facts: DutyFacts & Pick<CaseState, 'severity' | 'entitlement'>;
  /** True where a lead had set rules aside: these are set aside again. */
  readonly isOverridden: boolean;
}

/** What is granted instead, and the first rule that refused; null where all was granted. */
export interface GrantedSeverity {
  readonly severity: Severity | null;
  readonly entitlement: Entitlement | null;
  readonly code: RejectionCode | null;
}

const NONE = { severity: null, entitlement: null } as const;

/**
 * The severity that was given, or the highest one below it that the policy grants: kinds (V23), the
 * agreement at the instant (V22), duties (V19). The lowest is granted to everybody, as it is when
 * a case opens; a kind without severities, or one that is not offered, gets none.
 */
export function grantedUnder(given: GivenSeverity, context: CaseContext): GrantedSeverity {
  const { policy } = context;
  if (!offeredKinds(policy).includes(given.kind)) return { ...NONE, code: 'kind-not-offered' };
  if (highestSeverity(policy, given.kind) === null) {
    return { ...NONE, code: 'severity-not-offered' };
  }
  let code: RejectionCode | null = null;
  for (const severity of SEVERITIES.filter((one) => !isHigher(one, given.severity))) {
    const found = grantOf({ ...given, severity }, context);
    if (!('code' in found)) return { severity, entitlement: found.entitlement, code };
    code ??= found.code;
  }
  return { severity: 'C', entitlement: null, code };
}

/** What entitles to exactly this severity, or the first rule that refuses it. */
function grantOf(
  { severity, kind, at, facts, isOverridden }: GivenSeverity,
  context: CaseContext,
): { readonly entitlement: Entitlement | null } | { readonly code: RejectionCode } {
  // An agreement that has ended does not take away what is held (default 8).
  const kept = severity === facts.severity ? facts.entitlement : null;
  const entitlement = grantAt(context, { severity, kind, at }, kept);
  if (isRejection(entitlement)) return { code: entitlement.code };
  const [refused] = isOverridden ? [] : overridableRefusals(context.policy, { severity, facts });
  return refused === undefined ? { entitlement } : { code: refused.code };
}
