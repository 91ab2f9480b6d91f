import { isRejection } from '@caseline/event-sourcing';
import { isHigher } from '@caseline/support-policy';
import { z } from 'zod';
import { reject } from '../../rejections.ts';
import { code, eventId, severity, text } from '../../vocabulary.ts';
import { happenedAt } from '../happened-at.ts';
import { loweringRefusals, refuseFalseEvidence } from '../rules/lowering.ts';
import { override, setAside } from '../rules/override.ts';
import { defineCommand, provider } from './define-command.ts';

const schema = z.strictObject({
  to: severity,
  /** A reason of the pack: `resources` or `response` in the shipped ones. */
  reason: code,
  /** Event ids of the unanswered requests for information. */
  evidence: z.array(eventId).max(50).default([]),
  /** What the customer is told. */
  explanation: text,
  /** Two steps at once have a reason of their own. */
  twoStepReason: text.nullable().default(null),
  override,
});

/** By the provider only, downward only, on evidence (V21, default 9). */
export const lowerSeverity = defineCommand({
  name: 'lower-severity',
  summary: 'Lower the severity of a case whose customer does not answer or provide.',
  eventType: 'SeverityLowered',
  roles: provider,
  schema,
  example: {
    to: 'B',
    reason: 'response',
    evidence: ['0b8f8f0e-3d51-5c0f-8a29-5f4f6f1c2a01', '5d4a1f7c-9a40-5f3b-b1d7-8d2c1e0f9b02'],
    explanation: 'Two questions have gone unanswered; we go on in business hours.',
    twoStepReason: null,
    override: null,
  },
  rule(command, state, context) {
    const { to, reason, explanation, twoStepReason } = command.payload;
    const from = state.severity;
    if (from === null) return reject('severity-not-offered');
    if (!isHigher(from, to)) return reject('severity-not-lower', { severity: from });
    const evidence = [...new Set(command.payload.evidence)];
    const lowering = { from, to, reason, evidence, twoStepReason, at: happenedAt(command) };
    const falseEvidence = refuseFalseEvidence(lowering, state, context);
    if (falseEvidence !== undefined) return falseEvidence;
    const aside = setAside(loweringRefusals(lowering, state, context), {
      actor: command.actor,
      override: command.payload.override,
    });
    if (isRejection(aside)) return aside;
    const { overridden, overrideReason } = aside;
    const personal = { explanation, twoStepReason, overrideReason };
    return [
      { type: 'SeverityLowered', data: { from, to, reason, evidence, overridden, personal } },
    ];
  },
});
