import { Controller, Get, Inject, Param, Query, Req } from '@nestjs/common';
import {
  TooManyFigures,
  figureCatalogue,
  findFigure,
  type AsOf,
  type FigureDefinition,
  type FigureQuestion,
} from '@caseline/case-views';
import { z } from 'zod';
import type { AuthenticatedRequest } from '../access/access.guard.ts';
import { Allow } from '../access/allow.ts';
import { Describe } from '../openapi/describe.ts';
import { CLOCK, QUERIES } from '../ports.ts';
import type { CaseQueries, Clock } from '../ports.ts';
import { problem } from '../problems/problem.ts';
import { pageRequest } from '../requests/paging.ts';
import { ViewReader } from '../requests/view-reader.ts';
import { ZodPipe } from '../requests/zod.pipe.ts';
import { catalogueAnswer, figureAnswer, figureCasesAnswer } from './figure-answers.ts';
import { FigureDesk } from './figure-desk.ts';
import { figureCasesQuery, figureQuery, figureQuestion } from './figure-request.ts';

const DAY_MS = 86_400_000;
const problems = [
  'position-not-reached',
  'instant-in-the-future',
  'range-empty',
  'too-many-figures',
];

/** Numbers for analysts: each with its definition, and with the cases behind it. */
@Controller('v1/analytics')
export class AnalyticsController {
  constructor(
    @Inject(QUERIES) private readonly queries: CaseQueries,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ViewReader) private readonly views: ViewReader,
    @Inject(FigureDesk) private readonly desk: FigureDesk,
  ) {}

  @Get()
  @Allow('analyst', 'lead', 'auditor', 'administrator')
  @Describe({
    summary: 'Every figure with its unit, its definition and the events it is made of.',
    tag: 'Analytics',
    operationId: 'readFigureCatalogue',
    answer: { status: 200, schema: catalogueAnswer },
  })
  catalogue() {
    return { figures: figureCatalogue.map(shownDefinition) };
  }

  @Get(':figure')
  @Allow('analyst', 'lead', 'auditor', 'administrator')
  @Describe({
    summary: 'A figure over some days, told apart as asked; now, or as it was.',
    tag: 'Analytics',
    operationId: 'readFigure',
    query: figureQuery,
    answer: { status: 200, schema: figureAnswer },
    problems,
  })
  read(
    @Param('figure') name: string,
    @Query(new ZodPipe(figureQuery)) query: z.output<typeof figureQuery>,
    @Req() { principal }: AuthenticatedRequest,
  ) {
    const figure = knownFigure(name);
    return this.views.at(query, async (asOf: AsOf | undefined) => {
      const question = figureQuestion(figure, query, { principal, clock: this.clock, asOf });
      return {
        figure: shownDefinition(figure),
        ...shownDays(question),
        items: await orTooMany(this.desk.items(question)),
      };
    });
  }

  @Get(':figure/cases')
  @Allow('analyst', 'lead', 'auditor', 'administrator')
  @Describe({
    summary: 'The cases behind a figure: their numbers add up to it.',
    tag: 'Analytics',
    operationId: 'readFigureCases',
    query: figureCasesQuery,
    answer: { status: 200, schema: figureCasesAnswer },
    problems,
  })
  cases(
    @Param('figure') name: string,
    @Query(new ZodPipe(figureCasesQuery)) query: z.output<typeof figureCasesQuery>,
    @Req() { principal }: AuthenticatedRequest,
  ) {
    const figure = knownFigure(name);
    return this.views.at(query, (asOf: AsOf | undefined) => {
      const question = figureQuestion(figure, query, { principal, clock: this.clock, asOf });
      // A stock is what has come together since the first day.
      const since = figure.shape === 'stock' ? { ...question, firstDay: 0 } : question;
      return this.queries.figureCases(since, pageRequest(query));
    });
  }
}

function knownFigure(name: string): FigureDefinition {
  const figure = findFigure(name);
  if (figure !== undefined) return figure;
  throw problem('not-found', 'There is no such figure.', {
    facts: { figures: figureCatalogue.map((each) => each.name) },
  });
}

const shownDefinition = ({ name, shape, unit, detail, definition, events }: FigureDefinition) => ({
  ...{ name, shape, unit, detail, definition },
  events: [...new Set(events)],
  cases: `/v1/analytics/${name}/cases`,
});

const shownDays = ({ firstDay, lastDay }: FigureQuestion) => ({
  from: new Date(firstDay * DAY_MS).toISOString().slice(0, 10),
  to: new Date(lastDay * DAY_MS).toISOString().slice(0, 10),
});

async function orTooMany<Answer>(asked: Promise<Answer>): Promise<Answer> {
  try {
    return await asked;
  } catch (error) {
    if (!(error instanceof TooManyFigures)) throw error;
    throw problem('too-many-figures', 'Ask for fewer days, or tell less apart.');
  }
}
