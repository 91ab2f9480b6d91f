import { toEpochMs, toInstant } from '@caseline/event-sourcing';
import { reopenWindowMs } from '@caseline/support-policy';
import { z } from 'zod';
import { messageMethod, text } from '../../vocabulary.ts';
import type { CaseEvent } from '../events/index.ts';
import { happenedAt } from '../happened-at.ts';
import { defineCommand, provider } from './define-command.ts';

const schema = z.strictObject({
  resolution: z.enum(['solved', 'workaround', 'answered', 'not-reproducible', 'by-customer']),
  summary: text,
  /** How the customer was told. */
  method: messageMethod.default('email'),
});

/** Resolves a case; one that nobody has answered yet is answered by its resolution. */
export const resolveCase = defineCommand({
  name: 'resolve',
  summary: 'Resolve a case; it can be reopened until the window of the policy ends.',
  eventType: 'CaseResolved',
  roles: provider,
  schema,
  example: { resolution: 'solved', summary: 'The certificate was renewed.', method: 'email' },
  rule(command, state, { policy }) {
    const { resolution, summary, method } = command.payload;
    const resolvedAtMs = toEpochMs(happenedAt(command));
    const closesAt = toInstant(resolvedAtMs + reopenWindowMs(policy));
    const resolved: CaseEvent = {
      type: 'CaseResolved',
      data: { resolution, closesAt, personal: { summary } },
    };
    if (state.lifecycle.status !== 'triaged') return [resolved];
    const personal = { message: summary };
    return [{ type: 'FirstResponseSent', data: { method, personal } }, resolved];
  },
});
