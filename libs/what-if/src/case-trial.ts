import {
  evolveCase,
  initialCaseState,
  RejudgedCase,
  type CaseFact,
  type CaseState,
  type OrganizationState,
} from '@caseline/case-domain';
import type { Instant } from '@caseline/event-sourcing';
import type { CompiledPack } from '@caseline/support-policy';
import { compareCase, type CaseComparison } from './comparison.ts';

/** The two policies of a trial, and the edition of the time zone rules. */
export interface TrialPolicies {
  readonly then: CompiledPack;
  readonly draft: CompiledPack;
  readonly tzVersion: string;
}

/** One case, folded as it is stored and judged anew by the draft, event by event. */
export class CaseTrial {
  readonly caseId: string;
  readonly #policies: TrialPolicies;
  readonly #draft = new RejudgedCase();
  #then: CaseState = initialCaseState;

  constructor(caseId: string, policies: TrialPolicies) {
    this.caseId = caseId;
    this.#policies = policies;
  }

  /** The case as it is stored. */
  get then(): CaseState {
    return this.#then;
  }

  take(fact: CaseFact, commandId: string, organization: OrganizationState | null): void {
    this.#then = evolveCase(this.#then, fact);
    this.#draft.take({ fact, commandId }, this.#within(this.#policies.draft, organization));
  }

  /** Both sides as they stand at the horizon, whether or not a timekeeper had noticed by then. */
  compare(horizon: Instant, organization: OrganizationState | null): CaseComparison {
    const then = new RejudgedCase(this.#then);
    then.recordDueFacts(horizon, this.#within(this.#policies.then, organization));
    this.#draft.recordDueFacts(horizon, this.#within(this.#policies.draft, organization));
    return compareCase(this.caseId, then.state, this.#draft);
  }

  #within(policy: CompiledPack, organization: OrganizationState | null) {
    const { tzVersion } = this.#policies;
    return { caseId: this.caseId, policy, organization, tzVersion };
  }
}
