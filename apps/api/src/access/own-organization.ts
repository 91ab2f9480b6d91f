import type { Principal } from './principal.ts';

/** Roles of the provider's own people, who see every organization. */
const providerRoles = new Set(['agent', 'lead', 'auditor', 'analyst', 'operator']);

/** True for the provider's own people; a token bound to an organization never counts as one. */
export const isProvider = ({ roles, organizationId }: Principal): boolean =>
  organizationId === undefined && roles.some((role) => providerRoles.has(role));

/** What a list is narrowed to: a customer's people see their own organization and no other. */
export const ownOrganization = (principal: Principal): { readonly organizationId?: string } =>
  isProvider(principal) ? {} : { organizationId: principal.organizationId ?? 'none' };

/** True when a principal may know that something of an organization exists. */
export const mayKnow = (principal: Principal, organizationId: string | null): boolean =>
  isProvider(principal) ||
  (principal.organizationId !== undefined && principal.organizationId === organizationId);
