import { customerMayPropose, highestSeverity, isHigher } from '@caseline/support-policy';
import { z } from 'zod';
import { reject } from '../../rejections.ts';
import { severity, text } from '../../vocabulary.ts';
import { kindOf } from '../rules/case-service.ts';
import { customer, defineCommand } from './define-command.ts';

/** The customer may propose a severity; only the provider sets one (V10). */
export const proposeSeverity = defineCommand({
  name: 'propose-severity',
  summary: 'Propose a severity; the provider decides.',
  eventType: 'SeverityProposed',
  roles: customer,
  schema: z.strictObject({ severity, justification: text }),
  example: { severity: 'A', justification: 'By now nobody in the branch offices can work.' },
  rule({ payload: { severity: proposed, justification } }, state, { policy }) {
    if (!customerMayPropose(policy)) return reject('proposal-not-offered');
    const highest = highestSeverity(policy, kindOf(state));
    if (highest === null) return reject('severity-not-offered');
    if (isHigher(proposed, highest)) return reject('severity-above-highest', { highest });
    return [{ type: 'SeverityProposed', data: { proposed, personal: { justification } } }];
  },
});
