import { isRejection, type Rejection } from '@caseline/event-sourcing';
import { assess, cappedAt, highestSeverity } from '@caseline/support-policy';
import { z } from 'zod';
import { reject, type RejectionCode } from '../../rejections.ts';
import { code, severity, type Assessment, type Severity } from '../../vocabulary.ts';
import type { CaseContext, RuleOutcome } from '../case-command.ts';
import type { CaseState } from '../case-state.ts';
import { happenedAt } from '../happened-at.ts';
import { kindOf, subjectNamed, type Subject } from '../rules/case-service.ts';
import { grantAt, overridableRefusals } from '../rules/granting.ts';
import { override, setAside } from '../rules/override.ts';
import { defineCommand, provider } from './define-command.ts';

const schema = z.strictObject({
  /** Null keeps the provisional severity, or takes the one newly assessed. */
  severity: severity.nullable().default(null),
  /** Null keeps the kind. */
  kind: code.nullable().default(null),
  /** Null keeps the category where the kind stays. */
  category: code.nullable().default(null),
  assessment: z.strictObject({ issueType: code, impact: code }).nullable().default(null),
  override,
});

type TriageCase = z.output<typeof schema>;

/** Confirms or changes the provisional severity (default 6); the provider sets it (V10). */
export const triageCase = defineCommand({
  name: 'triage',
  summary: 'Confirm or change severity and kind of a case that was opened.',
  eventType: 'CaseTriaged',
  roles: provider,
  schema,
  example: {
    severity: 'B',
    kind: null,
    category: 'configuration',
    assessment: { issueType: 'impaired', impact: 'partial' },
    override: null,
  },
  rule({ payload, actor, ...instants }, state, context): RuleOutcome {
    const subject = subjectAfter(payload, state, context);
    if (isRejection(subject)) return subject;
    const assessment = assessmentOf(payload, subject, context);
    if (isRejection(assessment)) return assessment;
    const chosen = chosenSeverity(payload, { state, subject, assessment }, context);
    if (isRejection(chosen)) return chosen;
    const previousSeverity = state.severity;
    const contacted = state.contactedAt !== null;
    const stated = { ...subject, assessment, previousSeverity, contacted, severity: chosen };
    if (chosen === null) return triaged(stated, NOTHING_SET_ASIDE);

    const at = happenedAt(instants);
    // An agreement that ended since the opening does not take the severity away (default 8).
    const kept = chosen === previousSeverity ? state.entitlement : null;
    const asked = { severity: chosen, kind: subject.kind, facts: state, at };
    const entitlement = grantAt(context, asked, kept);
    if (isRejection(entitlement)) return entitlement;
    const aside = setAside(overridableRefusals(context.policy, asked), {
      actor,
      override: payload.override,
    });
    return isRejection(aside) ? aside : triaged(stated, { ...aside, entitlement });
  },
});

const NOTHING_SET_ASIDE = { overridden: null, overrideReason: null, entitlement: null };

type Triaged = Extract<Exclude<RuleOutcome, Rejection>[number], { type: 'CaseTriaged' }>['data'];

const triaged = (
  stated: Omit<Triaged, 'overridden' | 'entitlement' | 'personal'>,
  by: Pick<Triaged, 'overridden' | 'entitlement'> & { readonly overrideReason: string | null },
): RuleOutcome => {
  const { overrideReason, overridden, entitlement } = by;
  const data = { ...stated, overridden, entitlement, personal: { overrideReason } };
  return [{ type: 'CaseTriaged', data }];
};

function subjectAfter(
  { kind, category }: TriageCase,
  state: CaseState,
  { policy }: CaseContext,
): Subject | Rejection<RejectionCode> {
  const keptCategory = kind === null || kind === state.kind ? state.category : null;
  return subjectNamed(policy, {
    kind: kind ?? kindOf(state),
    category: category ?? keptCategory,
  });
}

function assessmentOf(
  { assessment }: TriageCase,
  { kind }: Subject,
  { policy }: CaseContext,
): Assessment | null | Rejection<RejectionCode> {
  if (assessment === null) return null;
  const found = assess(policy, { ...assessment, kind });
  if (found === null) return reject('severity-not-offered', { pointer: '/assessment' });
  return found === undefined ? reject('assessment-unknown') : { ...assessment, rule: found.rule };
}

/** The severity that was stated, else newly assessed, else the provisional one under the cap. */
function chosenSeverity(
  { severity: stated }: TriageCase,
  given: {
    readonly state: CaseState;
    readonly subject: Subject;
    readonly assessment: Assessment | null;
  },
  { policy }: CaseContext,
): Severity | null | Rejection<RejectionCode> {
  const { kind } = given.subject;
  const highest = highestSeverity(policy, kind);
  if (highest === null) return stated === null ? null : reject('severity-not-offered', { kind });
  if (stated !== null) return stated;
  if (given.assessment !== null) {
    return assess(policy, { ...given.assessment, kind })?.severity ?? reject('severity-missing');
  }
  const { severity: provisional } = given.state;
  return provisional === null ? reject('severity-missing') : cappedAt(provisional, highest);
}
