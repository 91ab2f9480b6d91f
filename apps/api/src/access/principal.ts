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

/** Which role speaks when a principal has several: the one that may do more. */
const precedence: readonly TokenRole[] = [
  'lead',
  'agent',
  'operator',
  'administrator',
  'auditor',
  'analyst',
];

/** The role under which a principal does what the allowed roles may do. */
export const actingRole = ({ roles }: Principal, allowed: readonly Role[]): TokenRole | undefined =>
  precedence.find((role) => roles.includes(role) && allowed.includes(role));

/** The principal as it is written into events. */
export const actorOf = (principal: Principal, role: Role | 'none'): Actor => ({
  id: principal.subject,
  role,
  ...(principal.organizationId === undefined ? {} : { organizationId: principal.organizationId }),
});
