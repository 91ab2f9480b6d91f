import { dutiesFor, type CompiledPack, type Duty } from '@caseline/support-policy';
import type { Severity } from '../../vocabulary.ts';
import type { CaseState } from '../case-state.ts';

/** What a case shows of the customer's duties. */
export type DutyFacts = Pick<
  CaseState,
  'impactStatementGiven' | 'reachableAroundTheClock' | 'contactConfirmed'
>;

/** When each duty of V19 is fulfilled. */
const isFulfilled: Record<Duty, (facts: DutyFacts) => boolean> = {
  'impact-statement': (facts) => facts.impactStatementGiven,
  'reachable-contact': (facts) => facts.reachableAroundTheClock,
  'confirmed-contact-data': ({ contactConfirmed }) =>
    contactConfirmed.email && contactConfirmed.phone,
};

/** The duties of a severity that the customer has not fulfilled (V19, V20). */
export const missingDuties = (
  policy: CompiledPack,
  severity: Severity,
  facts: DutyFacts,
): readonly Duty[] => dutiesFor(policy, severity).filter((duty) => !isFulfilled[duty](facts));
