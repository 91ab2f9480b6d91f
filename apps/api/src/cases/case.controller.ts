import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { CaseEngine, replayCase, type ReplayUntil } from '@caseline/case-engine';
import { NO_STREAM, toInstant } from '@caseline/event-sourcing';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { AuthenticatedRequest } from '../access/access.guard.ts';
import { Allow } from '../access/allow.ts';
import { Describe } from '../openapi/describe.ts';
import { CLOCK, EVENT_STORE } from '../ports.ts';
import type { Clock, EventStore } from '../ports.ts';
import { problem } from '../problems/problem.ts';
import { asOfFrom, asOfParameters } from '../requests/instants.ts';
import { etagOf } from '../requests/request-headers.ts';
import { ZodPipe } from '../requests/zod.pipe.ts';
import { surveyOfCase } from './case-survey.ts';
import { caseView, viewOf } from './case-view.ts';
import { knownCase } from './known-case.ts';

const readQuery = z
  .strictObject({ ...asOfParameters, revision: z.coerce.number().int().min(0).optional() })
  .refine(({ asOf, revision }) => asOf === undefined || revision === undefined, {
    path: ['revision'],
    error: 'asOf and revision exclude each other',
  });

/** One case: as it is, or as it stood at a revision or a past instant. */
@Controller('v1/cases/:caseId')
export class CaseController {
  constructor(
    @Inject(CaseEngine) private readonly engine: CaseEngine,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Allow('agent', 'lead', 'auditor', 'analyst', 'operator', 'administrator')
  @Describe({
    summary: 'A case with its objectives, now or as it stood.',
    tag: 'Cases',
    operationId: 'readCase',
    query: z.object({ ...asOfParameters, revision: z.coerce.number().int().min(0).optional() }),
    answer: { status: 200, schema: caseView },
    problems: ['instant-in-the-future'],
  })
  async read(
    @Param('caseId', new ZodPipe(z.uuid())) caseId: string,
    @Query(new ZodPipe(readQuery)) query: z.output<typeof readQuery>,
    @Req() { principal }: AuthenticatedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    await knownCase(this.engine, caseId, principal);
    const until = this.#until(query);
    const replayed = await replayCase(this.store, caseId, until);
    if (until.kind === 'revision' && until.revision > replayed.revision) {
      throw problem('not-found', 'The case has no such revision yet.', {
        facts: { revision: replayed.revision },
      });
    }
    if (replayed.revision === NO_STREAM) {
      throw problem('not-found', 'The case did not exist at that instant.');
    }
    void reply.header('etag', etagOf(replayed.revision));
    const now = toInstant(this.clock.now());
    const isPresent = until.kind === 'now';
    const survey = isPresent ? await surveyOfCase(this.engine, replayed.state, now) : null;
    return viewOf(caseId, replayed, { principal, survey });
  }

  #until(query: z.output<typeof readQuery>): ReplayUntil {
    if (query.revision !== undefined) return { kind: 'revision', revision: query.revision };
    const asOf = asOfFrom(query, this.clock);
    return asOf === undefined ? { kind: 'now' } : { kind: asOf.timeline, instant: asOf.instant };
  }
}
