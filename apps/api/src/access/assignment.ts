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
