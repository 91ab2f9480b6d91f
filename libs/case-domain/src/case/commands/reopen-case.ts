import { z } from 'zod';
import { text } from '../../vocabulary.ts';
import { customer, defineCommand } from './define-command.ts';

/** Possible until the window of the policy ends: the case has closed by itself then. */
export const reopenCase = defineCommand({
  name: 'reopen',
  summary: 'Reopen a resolved case before its window ends.',
  eventType: 'CaseReopened',
  roles: customer,
  refusedAs: { closed: 'closed-for-good' },
  schema: z.strictObject({ reason: text }),
  example: { reason: 'The error is back.' },
  rule({ payload: { reason } }) {
    return [{ type: 'CaseReopened', data: { personal: { reason } } }];
  },
});
