import { z } from 'zod';
import { messageMethod, text } from '../../vocabulary.ts';
import { defineCommand, provider } from './define-command.ts';

/** The first human contact: an automatic mail never counts (default 5). */
export const sendFirstResponse = defineCommand({
  name: 'first-response',
  summary: 'Record the first response that a person gave to the customer.',
  eventType: 'FirstResponseSent',
  roles: provider,
  schema: z.strictObject({ method: messageMethod.default('email'), message: text }),
  example: { method: 'phone', message: 'We have your case and are looking at the sign-in logs.' },
  rule({ payload: { method, message } }) {
    return [{ type: 'FirstResponseSent', data: { method, personal: { message } } }];
  },
});
