import { Controller, Get, Inject, Query, Req } from '@nestjs/common';
import { toInstant } from '@caseline/event-sourcing';
import { z } from 'zod';
import type { AuthenticatedRequest } from '../access/access.guard.ts';
import { Allow } from '../access/allow.ts';
import { Describe } from '../openapi/describe.ts';
import { CLOCK, QUERIES } from '../ports.ts';
import type { CaseQueries, Clock } from '../ports.ts';
import { caseFilterFrom, caseFilterParameters } from '../queue/case-filter.ts';
import { objectivePage } from '../queue/queue-answers.ts';
import { asOfParameters } from '../requests/instants.ts';
import { pageParameters, pageRequest, positionParameter, present } from '../requests/paging.ts';
import { ViewReader } from '../requests/view-reader.ts';
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
    @Inject(ViewReader) private readonly views: ViewReader,
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
  read(
    @Query(new ZodPipe(slaQuery)) query: z.output<typeof slaQuery>,
    @Req() { principal }: AuthenticatedRequest,
  ) {
    const { state, objective: objectiveKind } = query;
    const filter = { ...caseFilterFrom(query, principal), ...present({ state, objectiveKind }) };
    return this.views.at(query, (asOf) => {
      const at = { now: toInstant(this.clock.now()), ...present({ asOf }) };
      return this.queries.slaPage(filter, pageRequest(query), at);
    });
  }
}
