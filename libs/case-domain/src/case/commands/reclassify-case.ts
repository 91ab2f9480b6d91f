import { isRejection } from '@caseline/event-sourcing';
import { cappedAt, highestSeverity, SEVERITIES } from '@caseline/support-policy';
import { z } from 'zod';
import { reject } from '../../rejections.ts';
import { code, type Severity, type SupportKind } from '../../vocabulary.ts';
import type { CaseContext } from '../case-command.ts';
import { kindOf, subjectNamed } from '../rules/case-service.ts';
import { defineCommand, provider } from './define-command.ts';

const LOWEST: Severity = SEVERITIES[SEVERITIES.length - 1] ?? 'C';

/** Corrects the kind; the severity comes down to the highest one of the new kind (V23). */
export const reclassifyCase = defineCommand({
  name: 'reclassify',
  summary: 'Correct the kind of support or the category of a case.',
  eventType: 'CaseReclassified',
  roles: provider,
  schema: z.strictObject({ kind: code, category: code.nullable().default(null) }),
  example: { kind: 'billing', category: 'understand-the-bill' },
  rule({ payload }, state, context) {
    const subject = subjectNamed(context.policy, payload);
    if (isRejection(subject)) return subject;
    const { kind, category } = subject;
    const previousKind = kindOf(state);
    if (kind === previousKind && category === state.category) return reject('kind-unchanged');
    const severity =
      kind === previousKind ? state.severity : severityUnder(kind, state.severity, context);
    const previousSeverity = state.severity;
    return [
      {
        type: 'CaseReclassified',
        data: { previousKind, kind, category, previousSeverity, severity },
      },
    ];
  },
});

/**
 * The severity that a case keeps under a kind (V23). One that had none begins with the lowest; the
 * provider raises it where it must.
 */
export function severityUnder(
  kind: SupportKind,
  severity: Severity | null,
  { policy }: CaseContext,
): Severity | null {
  const highest = highestSeverity(policy, kind);
  return highest === null ? null : cappedAt(severity ?? LOWEST, highest);
}
