import { Body, Controller, Get, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import { CaseEngine, PolicyNotPublished } from '@caseline/case-engine';
import type { CompiledPack } from '@caseline/support-policy';
import { z } from 'zod';
import type { AuthenticatedRequest } from '../access/access.guard.ts';
import { Allow, AllowAuthenticated } from '../access/allow.ts';
import { actorOf } from '../access/principal.ts';
import { refusalProblem } from '../cases/command-answer.ts';
import { Describe } from '../openapi/describe.ts';
import { problem } from '../problems/problem.ts';
import { ZodPipe } from '../requests/zod.pipe.ts';
import { packFromText } from './pack-text.ts';
import {
  policyAnswer,
  policyItem,
  policyList,
  publication,
  publicationAnswer,
} from './policy-answers.ts';

const version = z.coerce.number().int().min(1);

/** The policy packs: what was promised, as data. A published version never changes. */
@Controller('v1/policies')
export class PoliciesController {
  constructor(@Inject(CaseEngine) private readonly engine: CaseEngine) {}

  @Get()
  @AllowAuthenticated()
  @Describe({
    summary: 'Every published version of every policy pack.',
    tag: 'Policies',
    operationId: 'listPolicies',
    answer: { status: 200, schema: policyList },
  })
  list(): z.output<typeof policyList> {
    const order = (a: CompiledPack, b: CompiledPack): number =>
      a.id.localeCompare(b.id) || a.version - b.version;
    return { items: [...this.engine.policies.all()].sort(order).map(itemOf) };
  }

  @Get(':id/:version')
  @AllowAuthenticated()
  @Describe({
    summary: 'A published version with its whole content.',
    tag: 'Policies',
    operationId: 'readPolicy',
    answer: { status: 200, schema: policyAnswer },
    problems: ['not-found'],
  })
  async read(
    @Param('id') id: string,
    @Param('version', new ZodPipe(version)) wanted: number,
  ): Promise<z.output<typeof policyAnswer>> {
    const pack = await published(this.engine.policies.version({ id, version: wanted }));
    return { ...itemOf(pack), content: { ...pack.content } };
  }

  @Post()
  @HttpCode(200)
  @Allow('operator')
  @Describe({
    summary: 'Publish a version of a policy pack; the same content again changes nothing.',
    tag: 'Policies',
    operationId: 'publishPolicy',
    body: publication,
    example: { yaml: 'id: worldwide\nversion: 2\nname: …\n' },
    answer: { status: 200, schema: publicationAnswer },
    problems: ['policy-version-immutable', 'policy-version-not-newer', 'policy-stream-mismatch'],
  })
  async publish(
    @Body(new ZodPipe(publication)) { yaml }: z.output<typeof publication>,
    @Req() { principal, id: correlationId }: AuthenticatedRequest,
  ): Promise<z.output<typeof publicationAnswer>> {
    const pack = packFromText(yaml);
    const actor = actorOf(principal, 'operator');
    const outcome = await this.engine.policies.publish(pack, { actor, correlationId });
    if (outcome.kind === 'rejected') throw refusalProblem(outcome.rejection);
    const { events, replayed, position, recordedAt } = outcome;
    return { ...itemOf(pack), published: events.length > 0 && !replayed, position, recordedAt };
  }
}

const itemOf = (pack: CompiledPack): z.output<typeof policyItem> => ({
  id: pack.id,
  version: pack.version,
  name: pack.content.name,
  hash: pack.packHash,
});

async function published(looking: Promise<CompiledPack>): Promise<CompiledPack> {
  try {
    return await looking;
  } catch (error) {
    if (!(error instanceof PolicyNotPublished)) throw error;
    throw problem('not-found', `${error.message}.`);
  }
}
