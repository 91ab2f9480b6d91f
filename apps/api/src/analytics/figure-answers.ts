import { z } from 'zod';
import { viewPage } from '../queue/queue-answers.ts';

const definition = z
  .object({
    name: z.string(),
    shape: z.enum(['share', 'span', 'count', 'duration', 'stock', 'score']),
    unit: z.string(),
    detail: z.string().nullable().describe('what `detail` tells apart; null where there is none'),
    definition: z.string(),
    events: z.array(z.string()).describe('the events that it is made of'),
    cases: z.string().describe('where the cases behind it are'),
  })
  .meta({ id: 'FigureDefinition' });

export const catalogueAnswer = z.object({ figures: z.array(definition) });

const group = z.object({
  day: z.string().optional(),
  week: z.string().optional(),
  kind: z.string().optional(),
  severity: z.string().nullable().optional(),
  organization: z.string().optional(),
  team: z.string().nullable().optional(),
  detail: z.string().optional(),
});

const { position, asOf } = viewPage;

/** Every number of the answer is defined beside it. */
export const figureAnswer = z
  .object({
    figure: definition,
    from: z.iso.date(),
    to: z.iso.date().describe('included'),
    items: z.array(z.object({ group, values: z.record(z.string(), z.number().nullable()) })),
    position,
    asOf,
  })
  .meta({ id: 'Figure' });

export const figureCasesAnswer = z
  .object({
    items: z.array(
      z.object({
        caseId: z.uuid(),
        measure: z.string().nullable().describe('what is counted; null in a stock'),
        detail: z.string(),
        number: z.int().describe('the numbers of all cases add up to the figure'),
        durationMs: z.int(),
        evidence: z.array(z.uuid()).describe('events that were given as evidence'),
      }),
    ),
    ...viewPage,
  })
  .meta({ id: 'FigureCases' });
