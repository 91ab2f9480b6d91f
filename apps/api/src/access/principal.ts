import type { Actor } from '@caseline/event-sourcing';
import type { Role } from '@caseline/case-domain';

/** The roles a token can carry; `engine` is nobody's token. */
export const tokenRoles = [
  'administrator',
  'agent',
  'lead',
  'auditor',
  'analyst',
  'operator',
] as const satisfies readonly Role[];
export type TokenRole = (typeof tokenRoles)[number];

/** Who is asking: what a verified token says. */
export interface Principal {
  readonly subject: string;
  /** None for a person of a customer who is no administrator (W1, V3). */
  readonly roles: readonly TokenRole[];
  /** The customer's organization; absent for the provider's own people. */
  readonly organizationId?: string;
}

/** The role under which a principal does something that several roles may do; the first it has. */
export const actingRole = (
  principal: Principal,
  allowed: readonly Role[],
): TokenRole | undefined => principal.roles.find((role) => allowed.includes(role));

/** The principal as it is written into events. */
export const actorOf = (principal: Principal, role: Role | 'none'): Actor => ({
  id: principal.subject,
  role,
  ...(principal.organizationId === undefined
    ? {}
    : { organizationId: principal.organizationId }),
});
