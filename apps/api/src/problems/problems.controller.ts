import { Controller, Get, Param } from '@nestjs/common';
import { z } from 'zod';
import { AllowAnybody } from '../access/allow.ts';
import { Describe } from '../openapi/describe.ts';
import { problemCatalogue, type CatalogueEntry } from './problem-catalogue.ts';
import { problem, problemType } from './problem.ts';

const documentation = z
  .object({
    type: z.string().describe('what `type` of a problem holds'),
    code: z.string(),
    status: z.int(),
    title: z.string(),
    refusedBy: z.enum(['api', 'rules']),
  })
  .meta({ id: 'ProblemDocumentation' });

const list = z.object({ items: z.array(documentation) }).meta({ id: 'ProblemList' });

/** What the codes mean: the page that `type` of a problem points to. */
@Controller('problems')
export class ProblemsController {
  @Get()
  @AllowAnybody()
  @Describe({
    summary: 'Every code that a refusal can carry.',
    tag: 'Reference',
    operationId: 'listProblems',
    answer: { status: 200, schema: list },
  })
  list(): z.output<typeof list> {
    return { items: [...problemCatalogue.values()].map(documented) };
  }

  @Get(':code')
  @AllowAnybody()
  @Describe({
    summary: 'What one code means.',
    tag: 'Reference',
    operationId: 'readProblem',
    answer: { status: 200, schema: documentation },
    problems: ['not-found'],
  })
  read(@Param('code') code: string): z.output<typeof documentation> {
    const entry = problemCatalogue.get(code);
    if (entry === undefined) throw problem('not-found', 'No refusal carries this code.');
    return documented(entry);
  }
}

const documented = (entry: CatalogueEntry) => ({ type: problemType(entry.code), ...entry });
