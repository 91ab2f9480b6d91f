import { Controller, Get, Inject, Query } from '@nestjs/common';
import { toInstant } from '@caseline/event-sourcing';
import { z } from 'zod';
import { AllowAuthenticated } from '../access/allow.ts';
import { Describe } from '../openapi/describe.ts';
import { CLOCK, QUERIES } from '../ports.ts';
import type { CaseQueries, Clock } from '../ports.ts';
import { caseFilterParameters } from '../queue/case-filter.ts';
import { positionParameter, present } from '../requests/paging.ts';
import { ViewReader } from '../requests/view-reader.ts';
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
    @Inject(ViewReader) private readonly views: ViewReader,
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
  read(@Query(new ZodPipe(waitQuery)) query: z.output<typeof waitQuery>) {
    const filter = present({ kind: query.kind, severity: query.severity });
    return this.views.now(query, async () => ({
      ...estimateOf(await this.queries.waitBasis(filter, SAMPLE)),
      asOf: toInstant(this.clock.now()),
    }));
  }
}
