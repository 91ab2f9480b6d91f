import { z } from 'zod';
import { messageMethod, text } from '../../vocabulary.ts';
import { defineCommand, provider } from './define-command.ts';

/** "Investigation and customer communication in reasonable rhythm" (V18). */
export const sendUpdate = defineCommand({
  name: 'update',
  summary: 'Tell the customer how the case stands.',
  eventType: 'UpdateSent',
  roles: provider,
  schema: z.strictObject({ method: messageMethod.default('email'), message: text }),
  example: { method: 'email', message: 'The faulty certificate is found; a new one is coming.' },
  rule({ payload: { method, message } }) {
    return [{ type: 'UpdateSent', data: { method, personal: { message } } }];
  },
});
