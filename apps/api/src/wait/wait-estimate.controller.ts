import { Controller, Get, Inject, Query } from '@nestjs/common';
import { toInstant } from '@caseline/event-sourcing';
import { z } from 'zod';
import { AllowAuthenticated } from '../access/allow.ts';
import { Describe } from '../openapi/describe.ts';
import { CLOCK, QUERIES, SETTINGS } from '../ports.ts';
import type { CaseQueries, Clock, Settings } from '../ports.ts';
import { caseFilterParameters } from '../queue/case-filter.ts';
import { awaitPosition, positionParameter, present } from '../requests/paging.ts';
import { ZodPipe } from '../requests/zod.pipe.ts';
import { estimateOf, waitEstimate } from './wait-estimate.ts';

/** Answered cases that an estimate looks at. */
const SAMPLE = 200;

const { kind, severity } = caseFilterParameters;
const waitQuery = z.strictObject({ kind, severity, ...positionParameter });

/** "The expected wait time is indicated": for every state of the queue, the empty one too (W6). */
@Controller('v1/wait-estimate')
export class WaitEstimateController {
  constructor(
    @Inject(QUERIES) private readonly queries: CaseQueries,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  @Get()
  @AllowAuthenticated()
  @Describe({
    summary: 'How long a first response is likely to take now, and what that is taken from.',
    tag: 'Views',
    operationId: 'estimateWait',
    query: waitQuery,
    answer: { status: 200, schema: waitEstimate },
    problems: ['position-not-reached'],
  })
  async read(@Query(new ZodPipe(waitQuery)) query: z.output<typeof waitQuery>) {
    await awaitPosition(this.queries, query.minPosition, this.settings.CASELINE_WAIT_MS);
    const filter = present({ kind: query.kind, severity: query.severity });
    const basis = await this.queries.waitBasis(filter, SAMPLE);
    return {
      ...estimateOf(basis),
      asOf: toInstant(this.clock.now()),
      position: await this.queries.position(),
    };
  }
}
