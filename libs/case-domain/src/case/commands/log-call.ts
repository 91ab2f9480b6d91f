import { z } from 'zod';
import { text } from '../../vocabulary.ts';
import { happenedAt } from '../happened-at.ts';
import { defineCommand, provider } from './define-command.ts';

const schema = z
  .strictObject({
    direction: z.enum(['inbound', 'outbound']),
    /** A person of the customer was spoken to: it counts as a response (default 5). */
    contacted: z.boolean(),
    /** The call answered the requests for information that were open when it took place. */
    answered: z.boolean().default(false),
    durationSeconds: z.int().min(0).max(86_400).nullable().default(null),
    summary: text,
  })
  .refine(({ contacted, answered }) => contacted || !answered, {
    path: ['answered'],
    error: 'a call that reached nobody answers nothing',
  });

/** A call, maybe logged late: `occurredAt` is when it took place, and what it is judged by. */
export const logCall = defineCommand({
  name: 'log-call',
  summary: 'Log a call with the customer, also one that took place earlier.',
  eventType: 'CallLogged',
  roles: provider,
  backdatable: true,
  schema,
  example: {
    direction: 'outbound',
    contacted: true,
    answered: false,
    durationSeconds: 420,
    summary: 'Called back, took down the steps that lead to the error.',
  },
  rule(command, { requests }) {
    const { direction, contacted, answered, durationSeconds, summary } = command.payload;
    const callAt = happenedAt(command);
    const answeredRequestIds = requests
      .filter(({ answeredAt, requestedAt }) => answeredAt === null && requestedAt <= callAt)
      .map(({ requestId }) => requestId)
      .filter(() => answered);
    const call = {
      direction,
      contacted,
      answered: answeredRequestIds.length > 0,
      answeredRequestIds,
      durationSeconds,
    };
    return [{ type: 'CallLogged', data: { ...call, personal: { summary } } }];
  },
});
