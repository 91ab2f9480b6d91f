import { z } from 'zod';
import { defineCommand } from './define-command.ts';

/**
 * The engine's own command: it has no fact of its own. Whatever has fallen due by now is recorded
 * with any command, so that this one needs only be given (V21, default 8).
 */
export const recordDueFacts = defineCommand({
  name: 'record-due-facts',
  summary: 'Record warnings, breaches, silence and closing that have fallen due.',
  eventType: null,
  roles: ['engine'],
  schema: z.strictObject({}),
  example: {},
  rule() {
    return [];
  },
});
