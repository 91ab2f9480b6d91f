import { Controller, Get, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import {
  findOrganizationCommand,
  organizationCommands,
  type OrganizationCommandDefinition,
} from '@caseline/case-domain';
import { CaseEngine } from '@caseline/case-engine';
import type { CommandOutcome } from '@caseline/event-sourcing';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { AuthenticatedRequest } from '../access/access.guard.ts';
import { Allow } from '../access/allow.ts';
import { mayKnow } from '../access/own-organization.ts';
import { answerOf, commandAnswer } from '../cases/command-answer.ts';
import { askingOf, givenCommand } from '../cases/command-request.ts';
import { Describe } from '../openapi/describe.ts';
import { problem } from '../problems/problem.ts';
import { etagOf } from '../requests/request-headers.ts';
import { ZodPipe } from '../requests/zod.pipe.ts';
import { ExecuteOrganizationCommand } from './execute-command.ts';
import { organizationVariants } from './organization-variants.ts';

const register: OrganizationCommandDefinition = organizationCommands.register;
const registerAnswer = commandAnswer
  .extend({ organizationId: z.uuid() })
  .meta({ id: 'RegisterAnswer' });
const organizationView = z
  .object({ revision: z.int(), organization: z.record(z.string(), z.unknown()) })
  .meta({ id: 'Organization' });

/** Customers: their profile, their pack, their agreements. */
@Controller('v1/organizations')
export class OrganizationsController {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(CaseEngine) private readonly engine: CaseEngine,
  ) {}

  @Post()
  @HttpCode(201)
  @Allow('operator', 'lead')
  @Describe({
    summary: register.summary,
    tag: 'Organizations',
    operationId: 'registerOrganization',
    body: register.schema,
    example: register.example,
    headers: ['Idempotency-Key'],
    answer: { status: 201, schema: registerAnswer },
  })
  async register(
    @Req() request: AuthenticatedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const asking = askingOf(register, request);
    const organizationId = this.engine.organizations.newOrganizationId(asking);
    const given = givenCommand({ ...register, backdatable: false }, request);
    const answer = answerOf(await this.#execute(organizationId, given, asking), reply);
    void reply.header('location', `/v1/organizations/${organizationId}`);
    return { organizationId, ...answer };
  }

  @Post(':organizationId/:command')
  @HttpCode(200)
  @Allow('operator', 'lead')
  @Describe({
    summary: 'Give a command to an organization.',
    tag: 'Organizations',
    operationId: 'commandOrganization',
    headers: ['Idempotency-Key', 'If-Match'],
    answer: { status: 200, schema: commandAnswer },
    variants: organizationVariants,
  })
  async give(
    @Param('organizationId', new ZodPipe(z.uuid())) organizationId: string,
    @Param('command') name: string,
    @Req() request: AuthenticatedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const definition = findOrganizationCommand(name);
    if (definition === undefined || name === 'register') {
      throw problem('not-found', `There is no command ${name}.`);
    }
    const given = givenCommand({ ...definition, backdatable: false }, request);
    const asking = askingOf(definition, request);
    return answerOf(await this.#execute(organizationId, given, asking), reply);
  }

  @Get(':organizationId')
  @Allow('agent', 'lead', 'auditor', 'analyst', 'operator', 'administrator')
  @Describe({
    summary: 'An organization with its agreements, the ended ones too.',
    tag: 'Organizations',
    operationId: 'readOrganization',
    answer: { status: 200, schema: organizationView },
  })
  async read(
    @Param('organizationId', new ZodPipe(z.uuid())) organizationId: string,
    @Req() { principal }: AuthenticatedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { state, revision } = await this.engine.organizations.load(organizationId);
    if (!mayKnow(principal, organizationId) || state.organizationId === null) {
      throw problem('not-found', 'There is no such organization.');
    }
    void reply.header('etag', etagOf(revision));
    return { revision, organization: state };
  }

  #execute(...of: ConstructorParameters<typeof ExecuteOrganizationCommand>) {
    return this.commands.execute<ExecuteOrganizationCommand, CommandOutcome>(
      new ExecuteOrganizationCommand(...of),
    );
  }
}
