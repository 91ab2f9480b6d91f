import { z } from 'zod';
import { text } from '../../vocabulary.ts';
import { defineCommand, provider } from './define-command.ts';

/** An internal note: no contact to the customer, no effect on a promise. */
export const addNote = defineCommand({
  name: 'note',
  summary: 'Add a note that only the provider sees.',
  eventType: 'NoteAdded',
  roles: provider,
  schema: z.strictObject({ note: text }),
  example: { note: 'The same certificate expired in the test tenant last week.' },
  rule({ payload: { note } }) {
    return [{ type: 'NoteAdded', data: { personal: { note } } }];
  },
});
