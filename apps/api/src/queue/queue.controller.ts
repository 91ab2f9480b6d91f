import { Controller, Get, Inject, Query, Req } from '@nestjs/common';
import { z } from 'zod';
import { Allow } from '../access/allow.ts';
import { shownTo } from '../access/assignment.ts';
import type { AuthenticatedRequest } from '../access/access.guard.ts';
import { Describe } from '../openapi/describe.ts';
import { QUERIES } from '../ports.ts';
import type { CaseQueries } from '../ports.ts';
import { asOfParameters } from '../requests/instants.ts';
import { pageParameters, pageRequest, positionParameter } from '../requests/paging.ts';
import { ViewReader } from '../requests/view-reader.ts';
import { ZodPipe } from '../requests/zod.pipe.ts';
import { caseFilterParameters, caseFilterFrom } from './case-filter.ts';
import { casePage } from './queue-answers.ts';

const queueQuery = z.strictObject({
  ...caseFilterParameters,
  ...asOfParameters,
  ...pageParameters,
  ...positionParameter,
});

/** Open cases, most urgent first; also as they stood at a past instant. */
@Controller('v1/queue')
export class QueueController {
  constructor(
    @Inject(QUERIES) private readonly queries: CaseQueries,
    @Inject(ViewReader) private readonly views: ViewReader,
  ) {}

  @Get()
  @Allow('agent', 'lead', 'auditor', 'analyst', 'operator', 'administrator')
  @Describe({
    summary: 'The queue: earliest due first, then severity, then age.',
    tag: 'Views',
    operationId: 'readQueue',
    query: queueQuery,
    answer: { status: 200, schema: casePage },
    problems: ['position-not-reached', 'instant-in-the-future'],
  })
  read(
    @Query(new ZodPipe(queueQuery)) query: z.output<typeof queueQuery>,
    @Req() { principal }: AuthenticatedRequest,
  ) {
    const filter = caseFilterFrom(query, principal);
    return this.views.at(query, async (asOf) => {
      const { items, cursor } = await this.queries.queuePage(filter, pageRequest(query), asOf);
      return { items: items.map((item) => shownTo(principal, item)), cursor };
    });
  }
}
