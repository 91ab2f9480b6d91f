import { Controller, Get, Inject, Query, Req } from '@nestjs/common';
import { z } from 'zod';
import type { AuthenticatedRequest } from '../access/access.guard.ts';
import { Allow } from '../access/allow.ts';
import { Describe } from '../openapi/describe.ts';
import { QUERIES } from '../ports.ts';
import type { CaseQueries } from '../ports.ts';
import { caseFilterFrom, caseFilterParameters } from '../queue/case-filter.ts';
import { viewPage } from '../queue/queue-answers.ts';
import { asOfParameters } from '../requests/instants.ts';
import { positionParameter } from '../requests/paging.ts';
import { ViewReader } from '../requests/view-reader.ts';
import { ZodPipe } from '../requests/zod.pipe.ts';

const countsQuery = z.strictObject({
  ...caseFilterParameters,
  ...asOfParameters,
  ...positionParameter,
});

const { position, asOf } = viewPage;
const countsAnswer = z
  .object({
    cases: z.record(z.string(), z.int()).describe('by status; a status without cases is absent'),
    position,
    asOf,
  })
  .meta({ id: 'CaseCounts' });

/** How many cases stand in each status; also as they stood at a past instant. */
@Controller('v1/counts')
export class CountsController {
  constructor(
    @Inject(QUERIES) private readonly queries: CaseQueries,
    @Inject(ViewReader) private readonly views: ViewReader,
  ) {}

  @Get()
  @Allow('agent', 'lead', 'auditor', 'analyst', 'operator', 'administrator')
  @Describe({
    summary: 'How many cases stand in each status.',
    tag: 'Views',
    operationId: 'readCounts',
    query: countsQuery,
    answer: { status: 200, schema: countsAnswer },
    problems: ['position-not-reached', 'instant-in-the-future'],
  })
  read(
    @Query(new ZodPipe(countsQuery)) query: z.output<typeof countsQuery>,
    @Req() { principal }: AuthenticatedRequest,
  ) {
    const filter = caseFilterFrom(query, principal);
    return this.views.at(query, async (instant) => ({
      cases: await this.queries.countsByStatus(filter, instant),
    }));
  }
}
