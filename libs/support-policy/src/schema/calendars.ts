import { calendarSchema, parseCalendar } from '@caseline/business-calendar';
import { z } from 'zod';
import { country, id } from './words.ts';

/** Stands for the zone of the customer's organization in a calendar (default 11). */
export const ORGANIZATION_ZONE = 'organization';

/** The hours are checked in any zone: a template has none yet, and a wrong one is told above. */
const PROBE_ZONE = 'Etc/UTC';

const namedZone = calendarSchema.shape.zone;

const zone = z.string('not a text: an IANA zone, or organization').superRefine((name, context) => {
  if (name === ORGANIZATION_ZONE) return;
  for (const { message } of namedZone.safeParse(name).error?.issues ?? []) {
    context.addIssue({ code: 'custom', message });
  }
});

/** A business calendar, or a template of one whose zone is the organization's. */
export const packCalendar = z
  .strictObject({ ...calendarSchema.shape, zone })
  .superRefine((calendar, context) => {
    const parsing = parseCalendar({ ...calendar, zone: PROBE_ZONE });
    if (parsing.ok) return;
    for (const { path, reason } of parsing.faults) {
      context.addIssue({ code: 'custom', path: path.split('/'), message: reason });
    }
  });

/** A calendar by its id, the same for everybody or by the customer's country (default 11). */
export const calendarChoice = z.union(
  [id, z.strictObject({ otherwise: id, countries: z.record(country, id) })],
  'neither a calendar id nor {otherwise, countries}',
);

/** A calendar as a pack states it; its zone may be `organization`. */
export type PackCalendar = z.output<typeof packCalendar>;

/** Which calendar applies, maybe by country. */
export type CalendarChoice = z.output<typeof calendarChoice>;
