import type { Clock } from '@caseline/event-sourcing';
import type { AsOf } from '@caseline/case-views';
import { z } from 'zod';
import { problem } from '../problems/problem.ts';

/** An instant of a query: ISO 8601 with an offset or `Z`; answered in UTC with milliseconds. */
export const instantParameter = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text).toISOString());

/** `asOf` and the timeline it is meant on. */
export const asOfParameters = {
  asOf: instantParameter.optional().describe('Answer as it stood at this past instant.'),
  timeline: z
    .enum(['recorded', 'occurred'])
    .optional()
    .describe('With asOf: what was known then (recorded, default) or had happened (occurred).'),
};

/** The view `asOf` asks for; nothing for the present. An instant to come is refused. */
export function asOfFrom(
  query: { readonly asOf?: string | undefined; readonly timeline?: AsOf['timeline'] | undefined },
  clock: Clock,
): AsOf | undefined {
  const { asOf, timeline = 'recorded' } = query;
  if (asOf === undefined) return undefined;
  if (Date.parse(asOf) > clock.now()) {
    throw problem('instant-in-the-future', 'Nothing is known of an instant to come.', {
      errors: [{ pointer: 'asOf', code: 'instant-in-the-future', detail: 'is after now' }],
    });
  }
  return { instant: asOf, timeline };
}
