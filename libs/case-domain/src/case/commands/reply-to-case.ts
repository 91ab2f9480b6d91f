import { z } from 'zod';
import { reject } from '../../rejections.ts';
import { code, text } from '../../vocabulary.ts';
import { defineCommand, customer } from './define-command.ts';

const schema = z.strictObject({
  message: text,
  /** Which requests for information it answers; null: all that are open. */
  answeredRequestIds: z.array(code).max(100).nullable().default(null),
});

/** The customer writes; it is the provider's turn from then on. */
export const replyToCase = defineCommand({
  name: 'reply',
  summary: 'Write to the provider, and answer requests for information.',
  eventType: 'CustomerReplied',
  roles: customer,
  schema,
  example: { message: 'It is every browser, since nine this morning.', answeredRequestIds: null },
  rule({ payload }, { requests }) {
    const open = requests.filter(({ answeredAt }) => answeredAt === null);
    const openIds = open.map(({ requestId }) => requestId);
    const named = payload.answeredRequestIds ?? openIds;
    const unknown = named.filter((id) => !openIds.includes(id));
    if (unknown.length > 0) return reject('request-unknown', { unknown, open: openIds });
    const answeredRequestIds = openIds.filter((id) => named.includes(id));
    const { message } = payload;
    return [{ type: 'CustomerReplied', data: { answeredRequestIds, personal: { message } } }];
  },
});
