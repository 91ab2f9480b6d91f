import { z } from 'zod';
import { text } from '../../vocabulary.ts';
import { customer, defineCommand } from './define-command.ts';

/** "Provide solid business impact statement": a duty of severity A (V19). */
export const giveImpactStatement = defineCommand({
  name: 'impact-statement',
  summary: 'State the impact on the business.',
  eventType: 'ImpactStatementGiven',
  roles: customer,
  schema: z.strictObject({ statement: text }),
  example: { statement: 'Orders of about a million a day cannot be taken.' },
  rule({ payload: { statement } }) {
    return [{ type: 'ImpactStatementGiven', data: { personal: { statement } } }];
  },
});
