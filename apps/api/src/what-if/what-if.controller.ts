import {
  Body,
  Controller,
  Get,
  HttpCode,
  Inject,
  Param,
  Post,
  Query,
  Req,
  Res,
} from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { AuthenticatedRequest } from '../access/access.guard.ts';
import { Allow } from '../access/allow.ts';
import { isProvider, ownOrganization } from '../access/own-organization.ts';
import type { Principal } from '../access/principal.ts';
import { Describe } from '../openapi/describe.ts';
import { problem } from '../problems/problem.ts';
import { ZodPipe } from '../requests/zod.pipe.ts';
import { changesPage, refusalsPage, whatIfAnswer } from './what-if-answers.ts';
import { WhatIfDesk, type KeptAnswer } from './what-if-desk.ts';
import { whatIfProblem } from './what-if-problem.ts';
import { changesQuery, draftOf, pageOf, refusalsQuery, whatIfRequest } from './what-if-request.ts';

const whatIfId = z.uuid();

/** The past judged anew under a draft of a policy pack. Writes nothing. */
@Controller('v1/what-if')
export class WhatIfController {
  constructor(@Inject(WhatIfDesk) private readonly desk: WhatIfDesk) {}

  @Post()
  @HttpCode(200)
  @Allow('analyst', 'auditor', 'lead', 'administrator')
  @Describe({
    summary: 'Judge the past anew under a draft of a policy pack; one question at a time.',
    tag: 'Policies',
    operationId: 'askWhatIf',
    body: whatIfRequest,
    example: { yaml: 'id: worldwide\nversion: 2\nname: …\n', kind: 'technical' },
    answer: { status: 200, schema: whatIfAnswer },
    problems: [
      'what-if-under-way',
      'what-if-stopped',
      'what-if-too-large',
      'no-case-to-judge',
      'range-empty',
      'instant-before-first-case',
      'instant-after-last-case',
      'organization-unknown',
    ],
  })
  async ask(
    @Body(new ZodPipe(whatIfRequest)) body: z.output<typeof whatIfRequest>,
    @Req() { principal }: AuthenticatedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ToldAnswer> {
    const { from = null, to = null, organizationId = null, kind = null } = body;
    const draft = draftOf(body);
    const range = { from, to, organizationId, kind, ...ownOrganization(principal) };
    const hungUp = new AbortController();
    reply.raw.once('close', () => hungUp.abort());
    try {
      return answerOf(await this.desk.ask(draft.content, range, hungUp.signal));
    } catch (error) {
      throw whatIfProblem(error);
    }
  }

  @Get(':whatIfId/changes')
  @Allow('analyst', 'auditor', 'lead', 'administrator')
  @Describe({
    summary: 'The objectives behind the changes of an answer that was given a short while ago.',
    tag: 'Policies',
    operationId: 'readWhatIfChanges',
    query: changesQuery,
    answer: { status: 200, schema: changesPage },
    problems: ['what-if-gone'],
  })
  changes(
    @Param('whatIfId', new ZodPipe(whatIfId)) id: string,
    @Query(new ZodPipe(changesQuery)) query: z.output<typeof changesQuery>,
    @Req() { principal }: AuthenticatedRequest,
  ) {
    const { changed } = this.#kept(id, principal).answer;
    const { change } = query;
    const wanted =
      change === undefined ? changed : changed.filter(({ changes }) => changes.includes(change));
    return pageOf(wanted, query);
  }

  @Get(':whatIfId/refusals')
  @Allow('analyst', 'auditor', 'lead', 'administrator')
  @Describe({
    summary: 'The facts that the draft would have refused, of an answer given a short while ago.',
    tag: 'Policies',
    operationId: 'readWhatIfRefusals',
    query: refusalsQuery,
    answer: { status: 200, schema: refusalsPage },
    problems: ['what-if-gone'],
  })
  refusals(
    @Param('whatIfId', new ZodPipe(whatIfId)) id: string,
    @Query(new ZodPipe(refusalsQuery)) query: z.output<typeof refusalsQuery>,
    @Req() { principal }: AuthenticatedRequest,
  ) {
    return pageOf(this.#kept(id, principal).answer.refused, query);
  }

  /** A customer's people read answers about their own organization and no other. */
  #kept(id: string, principal: Principal): KeptAnswer {
    const kept = this.desk.find(id);
    const { organizationId } = ownOrganization(principal);
    const isOwn = isProvider(principal) || kept?.answer.range.organizationId === organizationId;
    if (kept !== undefined && isOwn) return kept;
    throw problem('what-if-gone', 'The answer is not kept any more; ask again.');
  }
}

/** The numbers, and where the cases behind them are read. */
type ToldAnswer = Omit<KeptAnswer['answer'], 'changed' | 'refused'> &
  Pick<z.output<typeof whatIfAnswer>, 'whatIfId' | 'changesAt' | 'refusalsAt'>;

function answerOf({ whatIfId: id, answer }: KeptAnswer): ToldAnswer {
  const { changed: _changed, refused: _refused, ...numbers } = answer;
  const pages = `/v1/what-if/${id}`;
  return {
    whatIfId: id,
    ...numbers,
    changesAt: `${pages}/changes`,
    refusalsAt: `${pages}/refusals`,
  };
}
