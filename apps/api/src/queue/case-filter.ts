import type { CaseFilter } from '@caseline/case-views';
import { statuses } from '@caseline/case-lifecycle';
import { z } from 'zod';
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

/** The filter that the parameters describe. */
export function caseFilterFrom(query: z.output<typeof filterQuery>): CaseFilter {
  const { kind, severity, status, team, agent, organization } = query;
  return present({
    kind,
    severity,
    status,
    team,
    agentId: agent === 'none' ? null : agent,
    organizationId: organization,
  });
}
