import { Controller, Get, HttpCode, Inject, Post, Query, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { caseCommands, type CaseCommandDefinition } from '@caseline/case-domain';
import { CaseEngine } from '@caseline/case-engine';
import type { CommandOutcome } from '@caseline/event-sourcing';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { AuthenticatedRequest } from '../access/access.guard.ts';
import { shownTo } from '../access/assignment.ts';
import { Allow, AllowAuthenticated } from '../access/allow.ts';
import { isProvider } from '../access/own-organization.ts';
import { Describe } from '../openapi/describe.ts';
import { QUERIES } from '../ports.ts';
import type { CaseQueries } from '../ports.ts';
import { problem } from '../problems/problem.ts';
import { caseFilterFrom, caseFilterParameters } from '../queue/case-filter.ts';
import { casePage } from '../queue/queue-answers.ts';
import { pageParameters, pageRequest, positionParameter } from '../requests/paging.ts';
import { ViewReader } from '../requests/view-reader.ts';
import { ZodPipe } from '../requests/zod.pipe.ts';
import { answerOf, commandAnswer } from './command-answer.ts';
import { askingOf, givenCommand } from './command-request.ts';
import { ExecuteCaseCommand } from './execute-case-command.ts';

const openCase: CaseCommandDefinition = caseCommands.open;

const openAnswer = commandAnswer.extend({ caseId: z.uuid() }).meta({ id: 'OpenAnswer' });

const listQuery = z.strictObject({
  ...caseFilterParameters,
  ...pageParameters,
  ...positionParameter,
});

/** Opening a case, and the list of all of them. */
@Controller('v1/cases')
export class CasesController {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(CaseEngine) private readonly engine: CaseEngine,
    @Inject(QUERIES) private readonly queries: CaseQueries,
    @Inject(ViewReader) private readonly views: ViewReader,
  ) {}

  @Post()
  @HttpCode(201)
  @AllowAuthenticated()
  @Describe({
    summary: openCase.summary,
    tag: 'Commands',
    operationId: 'openCase',
    roles: openCase.roles,
    body: openCase.schema,
    example: openCase.example,
    headers: ['Idempotency-Key'],
    answer: { status: 201, schema: openAnswer },
  })
  async open(
    @Req() request: AuthenticatedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const asking = askingOf(openCase, request);
    const given = givenCommand(openCase, request);
    this.#refuseForeignOrganization(request, given.payload['organizationId']);
    const caseId = this.engine.newCaseId(asking);
    const command = new ExecuteCaseCommand(caseId, given, asking);
    const outcome = await this.commands.execute<ExecuteCaseCommand, CommandOutcome>(command);
    const answer = answerOf(outcome, reply);
    void reply.header('location', `/v1/cases/${caseId}`);
    return { caseId, ...answer };
  }

  @Get()
  @Allow('agent', 'lead', 'auditor', 'analyst', 'operator', 'administrator')
  @Describe({
    summary: 'Cases of any status, newest first.',
    tag: 'Views',
    operationId: 'listCases',
    query: listQuery,
    answer: { status: 200, schema: casePage },
    problems: ['position-not-reached'],
  })
  async list(
    @Query(new ZodPipe(listQuery)) query: z.output<typeof listQuery>,
    @Req() { principal }: AuthenticatedRequest,
  ) {
    const filter = caseFilterFrom(query, principal);
    return this.views.at({ minPosition: query.minPosition }, async () => {
      const { items, cursor } = await this.queries.casesPage(filter, pageRequest(query));
      return { items: items.map((item) => shownTo(principal, item)), cursor };
    });
  }

  /** What a customer may not know of is answered like what does not exist. */
  #refuseForeignOrganization({ principal }: AuthenticatedRequest, named: unknown): void {
    if (isProvider(principal) || typeof named !== 'string') return;
    if (named === principal.organizationId) return;
    throw problem('not-found', 'There is no such organization.', {
      errors: [{ pointer: '/organizationId', code: 'not-found', detail: 'is not known' }],
    });
  }
}
