import { z } from 'zod';
import { contact } from '../../vocabulary.ts';
import { customer, defineCommand } from './define-command.ts';

const schema = z.strictObject({
  requester: contact,
  contactConfirmed: z.strictObject({ email: z.boolean(), phone: z.boolean() }),
  /** Severity A: somebody can be reached around the clock (V19). */
  reachableAroundTheClock: z.boolean(),
});

/**
 * "Accurate contact information" (V19). What the customer says of itself is recorded even where a
 * duty lapses by it; the provider may then lower the severity without further evidence (V21).
 */
export const correctContact = defineCommand({
  name: 'correct-contact',
  summary: 'Correct and confirm the contact of a case.',
  eventType: 'ContactCorrected',
  roles: customer,
  schema,
  example: {
    requester: { name: 'Li Na', email: 'li.na@contoso.example', phone: '+86 10 5555 0101' },
    contactConfirmed: { email: true, phone: true },
    reachableAroundTheClock: true,
  },
  rule({ payload: { requester, contactConfirmed, reachableAroundTheClock } }) {
    const personal = { requester };
    return [
      { type: 'ContactCorrected', data: { contactConfirmed, reachableAroundTheClock, personal } },
    ];
  },
});
