import { Controller, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { caseCommands, findCaseCommand, type CaseCommandDefinition } from '@caseline/case-domain';
import { CaseEngine } from '@caseline/case-engine';
import type { CommandOutcome } from '@caseline/event-sourcing';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { AuthenticatedRequest } from '../access/access.guard.ts';
import { AllowAuthenticated } from '../access/allow.ts';
import { Describe } from '../openapi/describe.ts';
import { problem } from '../problems/problem.ts';
import { ZodPipe } from '../requests/zod.pipe.ts';
import { answerOf, commandAnswer } from './command-answer.ts';
import { askingOf, givenCommand } from './command-request.ts';
import { commandVariants } from './command-variants.ts';
import { ExecuteCaseCommand } from './execute-case-command.ts';
import { knownCase } from './known-case.ts';

const definitions: readonly CaseCommandDefinition[] = Object.values(caseCommands);

/** Everything that can be done to a case: `POST /v1/cases/{caseId}/{command}`. */
@Controller('v1/cases')
export class CaseCommandsController {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(CaseEngine) private readonly engine: CaseEngine,
  ) {}

  @Post(':caseId/:command')
  @HttpCode(200)
  @AllowAuthenticated()
  @Describe({
    summary: 'Give a command to a case.',
    tag: 'Commands',
    operationId: 'commandCase',
    headers: ['Idempotency-Key', 'If-Match'],
    answer: { status: 200, schema: commandAnswer },
    variants: commandVariants(definitions),
  })
  async give(
    @Param('caseId', new ZodPipe(z.uuid())) caseId: string,
    @Param('command') name: string,
    @Req() request: AuthenticatedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const definition = findCaseCommand(name);
    if (definition === undefined || name === 'open') {
      throw problem('not-found', `There is no command ${name}.`);
    }
    const asking = askingOf(definition, request);
    await knownCase(this.engine, caseId, request.principal);
    const command = new ExecuteCaseCommand(caseId, givenCommand(definition, request), asking);
    return answerOf(
      await this.commands.execute<ExecuteCaseCommand, CommandOutcome>(command),
      reply,
    );
  }
}
