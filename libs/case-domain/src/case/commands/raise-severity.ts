import { isRejection, type Rejection } from '@caseline/event-sourcing';
import { isHigher } from '@caseline/support-policy';
import { z } from 'zod';
import { reject, type RejectionCode } from '../../rejections.ts';
import { severity, text } from '../../vocabulary.ts';
import { happenedAt } from '../happened-at.ts';
import { kindOf } from '../rules/case-service.ts';
import { grantAt, overridableRefusals } from '../rules/granting.ts';
import { override, setAside } from '../rules/override.ts';
import { defineCommand, provider } from './define-command.ts';

const schema = z.strictObject({ to: severity, explanation: text, override });

/** Up again on new evidence, with agreement and duties checked anew (V19, V22, V23, default 9). */
export const raiseSeverity = defineCommand({
  name: 'raise-severity',
  summary: 'Raise the severity of a case.',
  eventType: 'SeverityRaised',
  roles: provider,
  schema,
  example: {
    to: 'A',
    explanation: 'The fault has spread to all services of the customer.',
    override: null,
  },
  rule(command, state, context) {
    const { to, explanation } = command.payload;
    const from = state.severity;
    if (from === null) return reject('severity-not-offered');
    if (!isHigher(to, from)) return reject('severity-not-higher', { severity: from });
    const at = happenedAt(command);
    const asked = { severity: to, kind: kindOf(state), facts: state, at };
    const entitlement = grantAt(context, asked);
    if (isRejection(entitlement)) return pointingAtTarget(entitlement);
    const refusals = [
      ...(state.heardSinceLowering ? [] : [reject('raising-needs-new-evidence')]),
      ...overridableRefusals(context.policy, asked),
    ];
    const { actor, payload } = command;
    const aside = setAside(refusals, { actor, override: payload.override });
    if (isRejection(aside)) return pointingAtTarget(aside);
    const { overridden, overrideReason } = aside;
    const personal = { explanation, overrideReason };
    return [{ type: 'SeverityRaised', data: { from, to, entitlement, overridden, personal } }];
  },
});

/** The payload of this command calls the severity `to`. */
const pointingAtTarget = (refusal: Rejection<RejectionCode>): Rejection<RejectionCode> =>
  refusal.facts['pointer'] === '/severity'
    ? reject(refusal.code, { ...refusal.facts, pointer: '/to' })
    : refusal;
