import { z } from 'zod';
import { reject } from '../../rejections.ts';
import { messageMethod, text } from '../../vocabulary.ts';
import { defineCommand, provider } from './define-command.ts';

/** One reply can answer them all, and an event names at most so many. */
const MAX_OPEN_REQUESTS = 100;

/** The provider can request information (V27); unanswered, it is evidence for lowering (V21). */
export const requestInformation = defineCommand({
  name: 'request-information',
  summary: 'Ask the customer for information; it is their turn from then on.',
  eventType: 'InformationRequested',
  roles: provider,
  schema: z.strictObject({ method: messageMethod.default('email'), question: text }),
  example: { method: 'email', question: 'Which browser shows the error, and since when?' },
  rule({ payload: { method, question } }, { requests }) {
    const open = requests.filter(({ answeredAt }) => answeredAt === null);
    if (open.length >= MAX_OPEN_REQUESTS) return reject('too-many-requests-open');
    const requestId = `request-${requests.length + 1}`;
    return [{ type: 'InformationRequested', data: { requestId, method, personal: { question } } }];
  },
});
