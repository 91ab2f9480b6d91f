import { isRejection } from '@caseline/event-sourcing';
import {
  assess,
  cappedAt,
  highestSeverity,
  isHigher,
  offeredKinds,
  type CompiledPack,
} from '@caseline/support-policy';
import type { Severity, SupportKind } from '../../vocabulary.ts';
import type { CaseContext } from '../case-command.ts';
import type { CaseState } from '../case-state.ts';
import { severityUnder } from '../commands/reclassify-case.ts';
import type { CaseEventData } from '../events/index.ts';
import { provisionalSeverity, type ProvisionalSeverity } from '../rules/granting.ts';
import { loweringRefusals, refuseFalseEvidence } from '../rules/lowering.ts';
import { grantedUnder, type GrantedSeverity } from './granted-severity.ts';
import { CHANGES_NOTHING, readAs, type Read, type Reading, type RefusalOfFact } from './reading.ts';

const UNRATED: ProvisionalSeverity = { severity: null, assessment: null, entitlement: null };

/** A provisional severity is the engine's own: assessed anew, from what was stated then. */
export const readOpening: Read<'CaseOpened'> = ({ data, occurredAt }, _state, context) => {
  const { id, version } = context.policy;
  const rated = ratedAtOpening(data, occurredAt, context);
  const { severity, assessment, entitlement } = rated;
  const pack = { id, version };
  const whole = { ...data, pack, severity, assessment, entitlement };
  return readAs('CaseOpened', whole, openingRefusal(data, occurredAt, { rated, context }));
};

function ratedAtOpening(
  data: CaseEventData<'CaseOpened'>,
  at: string,
  context: CaseContext,
): ProvisionalSeverity {
  if (!offeredKinds(context.policy).includes(data.kind)) return UNRATED;
  const found = provisionalSeverity(context, data.assessment, { kind: data.kind, facts: data, at });
  // What the policy cannot assess is rated by people, at triage.
  return isRejection(found) ? UNRATED : found;
}

/** Says which rule took a severity away that the case had opened with. */
function openingRefusal(
  data: CaseEventData<'CaseOpened'>,
  at: string,
  { rated, context }: { readonly rated: ProvisionalSeverity; readonly context: CaseContext },
): RefusalOfFact | null {
  const { severity: asked, kind, assessment } = data;
  const granted = rated.severity;
  if (asked === null || (granted !== null && !isHigher(asked, granted))) return null;
  const assessed = assessment === null ? null : assess(context.policy, { ...assessment, kind });
  if (assessed !== null && assessed !== undefined && isHigher(asked, assessed.uncapped)) {
    return { code: 'assessed-otherwise', asked, granted };
  }
  const { impactStatementGiven, reachableAroundTheClock, contactConfirmed } = data;
  const duties = { impactStatementGiven, reachableAroundTheClock, contactConfirmed };
  const facts = { ...duties, severity: null, entitlement: null };
  const { code } = grantedUnder({ severity: asked, kind, at, facts, isOverridden: false }, context);
  return { code: code ?? 'assessed-otherwise', asked, granted };
}

/**
 * A severity that triage changed was given by a person; one that it kept is the provisional one as
 * the policy assessed it (default 6).
 */
export const readTriage: Read<'CaseTriaged'> = ({ data, occurredAt }, state, context) => {
  const previousSeverity = state.severity;
  const isKept = data.severity === data.previousSeverity;
  const asked = isKept ? cappedUnder(context.policy, data.kind, state.severity) : data.severity;
  const granted = grantedOrNone({ asked, data, state, at: occurredAt }, context);
  const contacted = state.contactedAt !== null;
  const { severity, entitlement } = granted;
  const triaged = { ...data, previousSeverity, contacted, severity, entitlement };
  return readAs('CaseTriaged', triaged, refusalOf(isKept ? asked : data.severity, granted));
};

const cappedUnder = (
  policy: CompiledPack,
  kind: SupportKind,
  severity: Severity | null,
): Severity | null => {
  const highest = highestSeverity(policy, kind);
  return severity === null || highest === null ? severity : cappedAt(severity, highest);
};

function grantedOrNone(
  given: {
    readonly asked: Severity | null;
    readonly data: { readonly kind: SupportKind; readonly overridden: string | null };
    readonly state: CaseState;
    readonly at: string;
  },
  context: CaseContext,
): GrantedSeverity {
  const { asked: severity, data, state: facts, at } = given;
  const { kind, overridden } = data;
  if (severity === null) return { severity: null, entitlement: null, code: null };
  return grantedUnder({ severity, kind, at, facts, isOverridden: overridden !== null }, context);
}

const refusalOf = (
  asked: Severity | null,
  { code, severity: granted }: GrantedSeverity,
): RefusalOfFact | null => (code === null ? null : { code, asked, granted });

/** Raised as far as the policy grants; nothing where the case is as high already. */
export const readRaise: Read<'SeverityRaised'> = ({ data, occurredAt }, state, context) => {
  const { severity: from, kind } = state;
  const { to: asked, overridden } = data;
  if (from === null || kind === null) return refused('severity-not-offered', asked, from);
  if (!isHigher(asked, from)) return CHANGES_NOTHING;
  if (!state.heardSinceLowering && overridden === null) {
    return refused('raising-needs-new-evidence', asked, from);
  }
  const given = { asked, data: { kind, overridden }, state, at: occurredAt };
  const { code, severity: to, entitlement } = grantedOrNone(given, context);
  if (to === null || !isHigher(to, from)) {
    return refused(code ?? 'severity-not-higher', asked, from);
  }
  const refusal = code === null ? null : { code, asked, granted: to };
  return readAs('SeverityRaised', { ...data, from, to, entitlement }, refusal);
};

const refused = (
  code: RefusalOfFact['code'],
  asked: Severity | null,
  granted: Severity | null,
): Reading => ({ event: null, refusal: { code, asked, granted } });

/** Lowered where the evidence is enough under the policy (V21); nothing where it is as low. */
export const readLowering: Read<'SeverityLowered'> = ({ data, occurredAt }, state, context) => {
  const { severity: from } = state;
  const { to, reason, evidence, overridden, personal } = data;
  if (from === null) return refused('severity-not-offered', to, from);
  if (!isHigher(from, to)) return CHANGES_NOTHING;
  const { twoStepReason } = personal;
  const lowering = { from, to, reason, evidence, twoStepReason, at: occurredAt };
  const refusal =
    refuseFalseEvidence(lowering, state, context) ??
    (overridden === null ? loweringRefusals(lowering, state, context)[0] : undefined);
  if (refusal !== undefined) return refused(refusal.code, to, from);
  return readAs('SeverityLowered', { ...data, from });
};

/** The severity comes down to the highest one of the new kind (V23). */
export const readReclassification: Read<'CaseReclassified'> = ({ data }, state, context) => {
  const { kind, severity: asked } = data;
  const previousKind = state.kind ?? data.previousKind;
  const isOffered = offeredKinds(context.policy).includes(kind);
  const kept =
    kind === previousKind ? state.severity : severityUnder(kind, state.severity, context);
  const severity = isOffered ? kept : null;
  const reclassified = { ...data, previousKind, previousSeverity: state.severity, severity };
  const isTaken = asked !== null && asked === state.severity && severity !== asked;
  const code = isOffered ? 'severity-above-highest' : 'kind-not-offered';
  const refusal = isTaken ? ({ code, asked, granted: severity } as const) : null;
  return readAs('CaseReclassified', reclassified, refusal);
};
