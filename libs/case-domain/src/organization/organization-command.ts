import type { Actor, Instant, Rejection } from '@caseline/event-sourcing';
import type { CompiledPack } from '@caseline/support-policy';
import type { z } from 'zod';
import type { RejectionCode } from '../rejections.ts';
import type { OrganizationEvent } from './organization-events.ts';
import type { OrganizationState } from './organization-state.ts';

/** A command on its way to a decision about an organization. */
export interface OrganizationCommand<Payload = unknown> {
  readonly name: string;
  readonly payload: Payload;
  readonly actor: Actor;
  readonly at: Instant;
}

/** All that a rule may know beside the organization. */
export interface OrganizationContext {
  readonly organizationId: string;
  /** The packs in force: the newest published version of each. */
  readonly packs: readonly CompiledPack[];
}

export type OrganizationOutcome = readonly OrganizationEvent[] | Rejection<RejectionCode>;

/** Who keeps the register of organizations. */
export type RegisterRole = 'operator' | 'lead';

/** A command of an organization: its name in the API, its shape, who may give it, its rule. */
export interface OrganizationCommandDefinition<Payload = unknown> {
  /** The last segment of the URL: `sign-agreement`. */
  readonly name: string;
  readonly summary: string;
  readonly roles: readonly RegisterRole[];
  readonly schema: z.ZodType<Payload>;
  readonly example: Payload;
  rule(
    command: OrganizationCommand<Payload>,
    state: OrganizationState,
    context: OrganizationContext,
  ): OrganizationOutcome;
}

type Stated<Payload> = Omit<OrganizationCommandDefinition<NoInfer<Payload>>, 'schema' | 'roles'> & {
  readonly schema: z.ZodType<Payload>;
};

/** A command with the type of its payload taken from its schema. */
export const defineOrganizationCommand = <Payload>(
  stated: Stated<Payload>,
): OrganizationCommandDefinition<Payload> => ({ roles: ['operator', 'lead'], ...stated });
