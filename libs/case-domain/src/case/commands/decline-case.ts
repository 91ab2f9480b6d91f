import { DECLINE_REASONS, referralFor } from '@caseline/support-policy';
import { z } from 'zod';
import { reject } from '../../rejections.ts';
import { code, text } from '../../vocabulary.ts';
import { defineCommand, provider } from './define-command.ts';

/** Declines what lies outside the support boundaries, with a referral of the pack (V4, V5). */
export const declineCase = defineCommand({
  name: 'decline',
  summary: 'Decline a case that lies outside the support boundaries.',
  eventType: 'CaseDeclined',
  roles: provider,
  schema: z.strictObject({ reason: code, explanation: text }),
  example: {
    reason: 'customer-network',
    explanation: 'The proxy of the branch office drops the connection.',
  },
  rule({ payload: { reason, explanation } }, _state, { policy }) {
    const known = DECLINE_REASONS.find((one) => one === reason);
    const referred = known === undefined ? undefined : referralFor(policy, known);
    if (referred === undefined) {
      return reject('decline-reason-unknown', {
        reasons: Object.keys(policy.content.declineReasons),
      });
    }
    const { referral } = referred;
    return [{ type: 'CaseDeclined', data: { reason, referral, personal: { explanation } } }];
  },
});
