import type { CaseFilter } from '@caseline/case-views';
import { statuses } from '@caseline/case-lifecycle';
import { z } from 'zod';
import { refuseAssignments } from '../access/assignment.ts';
import { ownOrganization } from '../access/own-organization.ts';
import type { Principal } from '../access/principal.ts';
import { present } from '../requests/paging.ts';

const word = z.string().min(1).max(100);

/** Parameters that narrow a list of cases. */
export const caseFilterParameters = {
  kind: z.enum(['technical', 'pre-sales', 'billing', 'subscription']).optional(),
  severity: z.enum(['A', 'B', 'C']).optional(),
  status: z.enum(statuses).optional(),
  team: word.optional(),
  agent: word.optional().describe('An agent; `none` for cases that nobody has.'),
  organization: z.uuid().optional(),
};

const filterQuery = z.object(caseFilterParameters);

/**
 * The filter that the parameters describe, within what the principal may see. Throws `role-missing`
 * for a customer who asks by team or agent.
 */
export function caseFilterFrom(
  query: z.output<typeof filterQuery>,
  principal: Principal,
): CaseFilter {
  const { kind, severity, status, team, agent, organization } = query;
  refuseAssignments(principal, { team: team !== undefined, agent: agent !== undefined });
  const asked = present({
    kind,
    severity,
    status,
    team,
    agentId: agent === 'none' ? null : agent,
    organizationId: organization,
  });
  return { ...asked, ...ownOrganization(principal) };
}
