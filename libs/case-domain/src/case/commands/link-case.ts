import { z } from 'zod';
import { reject } from '../../rejections.ts';
import { caseId } from '../../vocabulary.ts';
import { refuseOtherCase } from '../rules/other-case.ts';
import { defineCommand, provider } from './define-command.ts';

const schema = z.strictObject({
  relation: z.enum(['follows', 'followed-by', 'duplicates', 'relates-to', 'merged-from']),
  otherCaseId: caseId,
});

/** Links a case to another one of the same organization. */
export const linkCase = defineCommand({
  name: 'link',
  summary: 'Link a case to another case of the organization.',
  eventType: 'CaseLinked',
  roles: [...provider, 'engine'],
  schema,
  example: { relation: 'relates-to', otherCaseId: '7c0a52c8-5f0e-4f0e-8f43-2f0c6a1b9d20' },
  rule({ payload: { relation, otherCaseId } }, state, context) {
    const refusal = refuseOtherCase(otherCaseId, state.organizationId, context);
    if (refusal !== undefined) return refusal;
    const isLinked = state.links.some(
      (link) => link.relation === relation && link.otherCaseId === otherCaseId,
    );
    if (isLinked) return reject('link-exists');
    return [{ type: 'CaseLinked', data: { relation, otherCaseId } }];
  },
});
