import type { LifecycleFactType, Status } from '@caseline/case-lifecycle';
import type { CompiledPack } from '@caseline/support-policy';
import type { Actor, Instant, Rejection } from '@caseline/event-sourcing';
import type { z } from 'zod';
import type { OrganizationState } from '../organization/organization-state.ts';
import type { RejectionCode } from '../rejections.ts';
import type { CaseState } from './case-state.ts';
import type { CaseEvent } from './events/index.ts';

/** A command on its way to a decision: what is wanted, by whom, and the instant it is judged at. */
export interface CaseCommand<Payload = unknown> {
  readonly name: string;
  readonly payload: Payload;
  readonly actor: Actor;
  /** Now, as the engine sees it. */
  readonly at: Instant;
  /** When it happened, for what may be recorded late; not after `at`. */
  readonly occurredAt?: Instant;
}

/** All that a rule may know beside the case: data, no services. */
export interface CaseContext {
  readonly caseId: string;
  /** The pack version that judges the case. */
  readonly policy: CompiledPack;
  /** The customer's organization with its agreements; null while it is unknown. */
  readonly organization: OrganizationState | null;
  readonly tzVersion: string;
  /** The case that a link, a merge or a following case names; null while it is unknown. */
  readonly otherCase: OtherCase | null;
  /** The id that the n-th event of this command will have: UUIDv5(command id, n). */
  readonly eventIdAt: (index: number) => string;
}

/** What a rule may know of another case. */
export interface OtherCase {
  readonly caseId: string;
  readonly organizationId: string;
  readonly status: Status;
}

/** What a rule answers: facts, in order, or why not. SLA events are added by `decide`. */
export type RuleOutcome = readonly CaseEvent[] | Rejection<RejectionCode>;

export type Role =
  'administrator' | 'agent' | 'lead' | 'auditor' | 'analyst' | 'operator' | 'engine';

/** A command of the case: its name in the API, its shape, who may give it, and its rule. */
export interface CaseCommandDefinition<Payload = unknown> {
  /** The last segment of the URL: `lower-severity`. */
  readonly name: string;
  /** One sentence for OpenAPI and the command line. */
  readonly summary: string;
  /** The fact that the chart must allow for the command to be available; null: no own fact. */
  readonly eventType: LifecycleFactType | null;
  readonly roles: readonly Role[];
  readonly schema: z.ZodType<Payload>;
  /** A payload that passes the schema, shown in OpenAPI. */
  readonly example: Payload;
  /** True where `occurredAt` may be given: a call logged late. */
  readonly backdatable: boolean;
  /** How the command is refused where the chart does not allow it, when not as all others are. */
  readonly refusedAs?: Readonly<Partial<Record<Status, RejectionCode>>>;
  rule(command: CaseCommand<Payload>, state: CaseState, context: CaseContext): RuleOutcome;
}
