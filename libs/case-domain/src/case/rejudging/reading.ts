import type { Instant } from '@caseline/event-sourcing';
import type { RejectionCode } from '../../rejections.ts';
import type { Severity } from '../../vocabulary.ts';
import type { CaseContext } from '../case-command.ts';
import type { CaseState } from '../case-state.ts';
import type { CaseEvent, CaseEventData, CaseEventType } from '../events/index.ts';
import type { CaseFact } from '../evolve.ts';

/** What judges a case anew: a policy, and the organization as it was known at that fact. */
export type RejudgingContext = Pick<
  CaseContext,
  'caseId' | 'policy' | 'organization' | 'tzVersion'
>;

/** A fact of the world that the policy would have refused, or granted in part. */
export interface RefusedFact {
  readonly eventId: string;
  readonly type: CaseEventType;
  readonly occurredAt: Instant;
  /** Why: a code of the catalogue; `assessed-otherwise` where another severity was assessed. */
  readonly code: RejectionCode | 'assessed-otherwise';
  /** The severity that was given; null where the fact gave none. */
  readonly asked: Severity | null;
  /** The severity that the case has after it under the policy. */
  readonly granted: Severity | null;
}

/** How a fact reads under the policy: as this event, or not at all; refused, or in order. */
export interface Reading {
  readonly event: CaseEvent | null;
  readonly refusal: RefusalOfFact | null;
}

export type RefusalOfFact = Pick<RefusedFact, 'code' | 'asked' | 'granted'>;

export type FactOf<Type extends CaseEventType> = Extract<CaseFact, { readonly type: Type }>;

/** Reads a fact of one type in the case as the policy has made it so far. */
export type Read<Type extends CaseEventType> = (
  fact: FactOf<Type>,
  state: CaseState,
  context: CaseContext,
) => Reading;

/** The fact as it is. */
export const asItIs = ({ type, data }: { type: string; data: unknown }): Reading =>
  // A fact's data belongs to its type.
  ({ event: { type, data } as CaseEvent, refusal: null });

/** The fact with other data of its type, and what of it was refused. */
export const readAs = <Type extends CaseEventType>(
  type: Type,
  data: CaseEventData<Type>,
  refusal: RefusalOfFact | null = null,
  // The data is that of the type: the two are given together.
): Reading => ({ event: { type, data } as CaseEvent, refusal });

/** The fact changes nothing under the policy: what it asks for is so already. */
export const CHANGES_NOTHING: Reading = { event: null, refusal: null };
