import { Controller, Get, Inject, Query, Req } from '@nestjs/common';
import { z } from 'zod';
import { Allow } from '../access/allow.ts';
import type { AuthenticatedRequest } from '../access/access.guard.ts';
import { Describe } from '../openapi/describe.ts';
import { CLOCK, QUERIES, SETTINGS } from '../ports.ts';
import type { CaseQueries, Clock, Settings } from '../ports.ts';
import { asOfFrom, asOfParameters } from '../requests/instants.ts';
import {
  awaitPosition,
  pageParameters,
  pageRequest,
  positionParameter,
} from '../requests/paging.ts';
import { ZodPipe } from '../requests/zod.pipe.ts';
import { ownOrganization } from '../access/own-organization.ts';
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
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Settings,
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
  async read(
    @Query(new ZodPipe(queueQuery)) query: z.output<typeof queueQuery>,
    @Req() { principal }: AuthenticatedRequest,
  ) {
    await awaitPosition(this.queries, query.minPosition, this.settings.CASELINE_WAIT_MS);
    const asOf = asOfFrom(query, this.clock);
    const filter = { ...caseFilterFrom(query), ...ownOrganization(principal) };
    const page = await this.queries.queuePage(filter, pageRequest(query), asOf);
    return { ...page, position: await this.queries.position(), asOf: asOf ?? null };
  }
}
