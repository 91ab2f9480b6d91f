import { z } from 'zod';
import { customer, defineCommand } from './define-command.ts';

/** The customer is content: the case closes at once. */
export const acceptResolution = defineCommand({
  name: 'accept',
  summary: 'Accept the resolution; the case closes.',
  eventType: 'ResolutionAccepted',
  roles: customer,
  schema: z.strictObject({}),
  example: {},
  rule() {
    return [{ type: 'ResolutionAccepted', data: {} }];
  },
});
