import { Controller, Get, Inject, Param, Req } from '@nestjs/common';
import { explainObjective, explanationSentence } from '@caseline/case-domain';
import { CaseEngine } from '@caseline/case-engine';
import { z } from 'zod';
import type { AuthenticatedRequest } from '../access/access.guard.ts';
import { Allow } from '../access/allow.ts';
import { Describe } from '../openapi/describe.ts';
import { problem } from '../problems/problem.ts';
import { ZodPipe } from '../requests/zod.pipe.ts';
import { knownCase } from './known-case.ts';

const explanationAnswer = z
  .object({
    caseId: z.uuid(),
    objectiveId: z.string(),
    sentence: z.string(),
    explanation: z
      .record(z.string(), z.unknown())
      .describe('policy clause, start, segments that sum to the target, retargets, verdict'),
  })
  .meta({ id: 'Explanation' });

/** Why a deadline is what it is. */
@Controller('v1/cases/:caseId/objectives/:objectiveId/explanation')
export class ExplanationController {
  constructor(@Inject(CaseEngine) private readonly engine: CaseEngine) {}

  @Get()
  @Allow('agent', 'lead', 'auditor', 'analyst', 'operator', 'administrator')
  @Describe({
    summary: 'Why this deadline: segments that sum to the target, each with its cause.',
    tag: 'Cases',
    operationId: 'explainObjective',
    answer: { status: 200, schema: explanationAnswer },
  })
  async read(
    @Param('caseId', new ZodPipe(z.uuid())) caseId: string,
    @Param('objectiveId') objectiveId: string,
    @Req() { principal }: AuthenticatedRequest,
  ) {
    const state = await knownCase(this.engine, caseId, principal);
    if (state.pack === null) throw new Error(`case ${caseId} names no pack`);
    const objective = state.objectives.find((each) => each.objectiveId === objectiveId);
    if (objective === undefined) {
      throw problem('not-found', 'The case has no such objective.', {
        facts: { objectives: state.objectives.map((each) => each.objectiveId) },
      });
    }
    const policy = await this.engine.policies.version(state.pack);
    const explanation = explainObjective(objective, state, policy);
    return { caseId, objectiveId, sentence: explanationSentence(explanation, policy), explanation };
  }
}
