import { z } from 'zod';
import { text } from '../../vocabulary.ts';
import { defineCommand, provider } from './define-command.ts';

/** Takes a merge back: the case goes on as it was, and so do its promises. */
export const undoMerge = defineCommand({
  name: 'undo-merge',
  summary: 'Undo a merge; the case goes on by itself again.',
  eventType: 'MergeUndone',
  roles: provider,
  schema: z.strictObject({ reason: text }),
  example: { reason: 'They turned out to be two different faults.' },
  rule({ payload: { reason } }, { mergedInto, statusBeforeMerge }) {
    if (mergedInto === null || statusBeforeMerge === null) {
      throw new TypeError('a merged case knows what it was merged into');
    }
    const restored = { fromCaseId: mergedInto, restoredStatus: statusBeforeMerge };
    return [{ type: 'MergeUndone', data: { ...restored, personal: { reason } } }];
  },
});
