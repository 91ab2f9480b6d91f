import type { Status } from '@caseline/case-lifecycle';
import { z } from 'zod';
import { reject } from '../../rejections.ts';
import { caseId } from '../../vocabulary.ts';
import type { CaseState } from '../case-state.ts';
import { refuseOtherCase } from '../rules/other-case.ts';
import { defineCommand, provider } from './define-command.ts';

/** Statuses in which another case can be taken in. */
const goesOn: readonly Status[] = ['opened', 'triaged', 'responded'];

/** Ends a case that goes on in another one; nothing of it escalates from then on. */
export const mergeCase = defineCommand({
  name: 'merge',
  summary: 'Merge a case into another case of the organization.',
  eventType: 'CaseMerged',
  roles: provider,
  schema: z.strictObject({ intoCaseId: caseId }),
  example: { intoCaseId: '7c0a52c8-5f0e-4f0e-8f43-2f0c6a1b9d20' },
  rule({ payload: { intoCaseId } }, state, context) {
    const pointer = '/intoCaseId';
    const refusal = refuseOtherCase(intoCaseId, state.organizationId, context);
    if (refusal !== undefined) return reject(refusal.code, { ...refusal.facts, pointer });
    const otherStatus = context.otherCase?.status;
    if (otherStatus === undefined || !goesOn.includes(otherStatus)) {
      return reject('other-case-ended', { caseStatus: otherStatus });
    }
    return [{ type: 'CaseMerged', data: { intoCaseId, statusBefore: statusBeforeMerge(state) } }];
  },
});

function statusBeforeMerge({ lifecycle }: CaseState): 'opened' | 'triaged' | 'responded' {
  const { status } = lifecycle;
  if (status === 'opened' || status === 'triaged' || status === 'responded') return status;
  throw new TypeError(`the chart lets no case be merged in ${status}`);
}
