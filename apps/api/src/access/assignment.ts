import { problem } from '../problems/problem.ts';
import { isProvider } from './own-organization.ts';
import type { Principal } from './principal.ts';

/** Who of the provider has a case. */
interface Assigned {
  readonly team: string | null;
  readonly agentId: string | null;
}

/** Something of a case, without who has it where a customer is shown it. */
export type Shown<Case extends Assigned> = Omit<Case, keyof Assigned> & Partial<Assigned>;

/**
 * Who of the provider has a case is the provider's own: customers are told it neither of a case nor
 * in its history.
 */
export function shownTo<Case extends Assigned>(principal: Principal, of: Case): Shown<Case> {
  if (isProvider(principal)) return of;
  const { team: _team, agentId: _agentId, ...shown } = of;
  return shown;
}

/** Throws `role-missing` where a customer asks by `parameter` for what `shownTo` keeps from it. */
export function refuseAssignments(
  principal: Principal,
  asked: { readonly [parameter: string]: boolean },
): void {
  if (isProvider(principal)) return;
  const parameter = Object.keys(asked).find((name) => asked[name] === true);
  if (parameter === undefined) return;
  throw problem('role-missing', 'Who of the provider has a case is not told to customers.', {
    errors: [{ pointer: parameter, code: 'role-missing', detail: 'is for the provider' }],
  });
}
