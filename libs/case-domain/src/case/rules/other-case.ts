import type { Rejection } from '@caseline/event-sourcing';
import { reject, type RejectionCode } from '../../rejections.ts';
import type { CaseContext } from '../case-command.ts';

/** Cases are bound to others of their own organization only, and never to themselves. */
export function refuseOtherCase(
  otherCaseId: string,
  organizationId: string | null,
  { caseId, otherCase }: CaseContext,
): Rejection<RejectionCode> | undefined {
  if (otherCaseId === caseId) return reject('other-case-is-this-case');
  if (otherCase?.caseId !== otherCaseId) return reject('other-case-unknown', { otherCaseId });
  return otherCase.organizationId === organizationId
    ? undefined
    : reject('other-case-of-another-organization', { otherCaseId });
}
