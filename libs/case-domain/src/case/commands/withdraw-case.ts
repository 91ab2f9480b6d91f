import { z } from 'zod';
import { text } from '../../vocabulary.ts';
import { customer, defineCommand } from './define-command.ts';

/** The customer does not need the case any more. */
export const withdrawCase = defineCommand({
  name: 'withdraw',
  summary: 'Withdraw a case.',
  eventType: 'CaseWithdrawn',
  roles: customer,
  schema: z.strictObject({ reason: text }),
  example: { reason: 'It was our own mistake.' },
  rule({ payload: { reason } }) {
    return [{ type: 'CaseWithdrawn', data: { personal: { reason } } }];
  },
});
