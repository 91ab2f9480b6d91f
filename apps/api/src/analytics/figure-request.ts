import {
  daysNamed,
  figureDimensions,
  type AsOf,
  type FigureDefinition,
  type FigureFilter,
  type FigureQuestion,
} from '@caseline/case-views';
import type { Clock } from '@caseline/event-sourcing';
import { z } from 'zod';
import { refuseAssignments } from '../access/assignment.ts';
import { ownOrganization } from '../access/own-organization.ts';
import type { Principal } from '../access/principal.ts';
import { problem } from '../problems/problem.ts';
import { caseFilterParameters } from '../queue/case-filter.ts';
import { asOfParameters } from '../requests/instants.ts';
import { pageParameters, positionParameter, present } from '../requests/paging.ts';

/** The most days that a question may span: ten years. */
const MAX_DAYS = 3_660;
/** What is answered where nothing is said: four weeks. */
const USUAL_DAYS = 28;
const DAY_MS = 86_400_000;

const days = z
  .string()
  .regex(/^\d{4}-(\d{2}-\d{2}|W\d{2})$/)
  .transform((text, context) => {
    const named = daysNamed(text);
    if (named !== undefined) return named;
    context.addIssue({ code: 'custom', message: 'there is no such day or week' });
    return z.NEVER;
  });

const { kind, severity, team, organization } = caseFilterParameters;

const by = z
  .string()
  .transform((text) => text.split(','))
  .pipe(z.array(z.enum(figureDimensions)).max(figureDimensions.length))
  .refine((wanted) => new Set(wanted).size === wanted.length, 'each at most once')
  .refine((wanted) => !(wanted.includes('day') && wanted.includes('week')), 'a day or a week');

const figureParameters = {
  from: days
    .optional()
    .describe('First UTC day, 2026-03-02, or ISO week, 2026-W10. Default: 4 weeks.'),
  to: days.optional().describe('Last day or week, included. Default: today, or the day of asOf.'),
  kind,
  severity,
  team: team.describe('A team; `none` for cases that no team has.'),
  organization,
  detail: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe('Only this detail: what it tells apart is in the definition of the figure.'),
  ...asOfParameters,
  ...positionParameter,
};

export const figureQuery = z.strictObject({
  by: by
    .optional()
    .describe(`What to tell apart, with commas: ${figureDimensions.join(', ')}; day or week.`),
  ...figureParameters,
});

export const figureCasesQuery = z.strictObject({ ...figureParameters, ...pageParameters });

type FigureQuery = z.output<typeof figureCasesQuery> | z.output<typeof figureQuery>;

/** The question that the parameters ask; customers ask of their own cases only. */
export function figureQuestion(
  figure: FigureDefinition,
  query: FigureQuery,
  from: { readonly principal: Principal; readonly clock: Clock; readonly asOf: AsOf | undefined },
): FigureQuestion {
  const { principal, clock, asOf } = from;
  if (figure.namesAgents === true && Object.hasOwn(ownOrganization(principal), 'organizationId')) {
    throw problem('role-missing', 'This figure names agents.');
  }
  const wanted = 'by' in query ? (query.by ?? []) : [];
  refuseAssignments(principal, { team: query.team !== undefined, by: wanted.includes('team') });
  const now = asOf === undefined ? clock.now() : Date.parse(asOf.instant);
  const lastDay = query.to?.lastDay ?? Math.floor(now / DAY_MS);
  const firstDay = query.from?.firstDay ?? lastDay - USUAL_DAYS + 1;
  checkRange(firstDay, lastDay);
  const filter: FigureFilter = {
    ...present({
      kind: query.kind,
      severity: query.severity,
      team: query.team === 'none' ? '' : query.team,
      organizationId: query.organization,
      details: query.detail === undefined ? undefined : [query.detail],
    }),
    ...ownOrganization(principal),
  };
  return { figure, firstDay, lastDay, filter, by: wanted, ...present({ asOf }) };
}

function checkRange(firstDay: number, lastDay: number): void {
  if (lastDay < firstDay) throw problem('range-empty', '`to` lies before `from`.');
  if (lastDay - firstDay < MAX_DAYS) return;
  throw problem('too-many-figures', `The range has more than ${MAX_DAYS} days; ask for less.`);
}
