import { Controller, Get, Inject, Query, Req } from '@nestjs/common';
import { toInstant } from '@caseline/event-sourcing';
import { z } from 'zod';
import type { AuthenticatedRequest } from '../access/access.guard.ts';
import { Allow } from '../access/allow.ts';
import { ownOrganization } from '../access/own-organization.ts';
import { Describe } from '../openapi/describe.ts';
import { CLOCK, QUERIES, SETTINGS } from '../ports.ts';
import type { CaseQueries, Clock, Settings } from '../ports.ts';
import { caseFilterParameters } from '../queue/case-filter.ts';
import { objectivePage } from '../queue/queue-answers.ts';
import { asOfFrom, asOfParameters } from '../requests/instants.ts';
import {
  awaitPosition,
  pageParameters,
  pageRequest,
  positionParameter,
  present,
} from '../requests/paging.ts';
import { ZodPipe } from '../requests/zod.pipe.ts';

const { kind, severity, team, organization } = caseFilterParameters;

const slaQuery = z.strictObject({
  state: z
    .enum([
      'running',
      'paused',
      'at-risk',
      'breached',
      'met',
      'fulfilled-late',
      'dropped',
      'retargeted',
    ])
    .optional()
    .describe('at-risk: running, and its warning instant has passed'),
  objective: z.enum(['first-response', 'next-update', 'resolution', 'customer-answer']).optional(),
  kind,
  severity,
  team,
  organization,
  ...asOfParameters,
  ...pageParameters,
  ...positionParameter,
});

/** Promises and their clocks, by due instant. */
@Controller('v1/sla')
export class SlaController {
  constructor(
    @Inject(QUERIES) private readonly queries: CaseQueries,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  @Get()
  @Allow('agent', 'lead', 'auditor', 'analyst', 'operator', 'administrator')
  @Describe({
    summary: 'SLA objectives by due instant, those without one last.',
    tag: 'Views',
    operationId: 'readSla',
    query: slaQuery,
    answer: { status: 200, schema: objectivePage },
    problems: ['position-not-reached', 'instant-in-the-future'],
  })
  async read(
    @Query(new ZodPipe(slaQuery)) query: z.output<typeof slaQuery>,
    @Req() { principal }: AuthenticatedRequest,
  ) {
    await awaitPosition(this.queries, query.minPosition, this.settings.CASELINE_WAIT_MS);
    const asOf = asOfFrom(query, this.clock);
    const filter = {
      ...present({
        state: query.state,
        objectiveKind: query.objective,
        kind: query.kind,
        severity: query.severity,
        team: query.team,
        organizationId: query.organization,
      }),
      ...ownOrganization(principal),
    };
    const at = { now: toInstant(this.clock.now()), ...present({ asOf }) };
    const page = await this.queries.slaPage(filter, pageRequest(query), at);
    return { ...page, position: await this.queries.position(), asOf: asOf ?? null };
  }
}
