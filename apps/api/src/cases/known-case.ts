import type { CaseState } from '@caseline/case-domain';
import type { CaseEngine } from '@caseline/case-engine';
import { mayKnow } from '../access/own-organization.ts';
import type { Principal } from '../access/principal.ts';
import { problem } from '../problems/problem.ts';

/**
 * The case as it is, for somebody who may know of it. To everybody else another organization's case
 * is what an unknown id is: the problem `not-found`.
 */
export async function knownCase(
  engine: CaseEngine,
  caseId: string,
  principal: Principal,
): Promise<CaseState> {
  const { state } = await engine.case(caseId);
  if (state.organizationId !== null && mayKnow(principal, state.organizationId)) return state;
  throw problem('not-found', 'There is no such case.');
}
