import { z } from 'zod';
import { InvalidCalendar, type CalendarFault } from './errors.ts';
import { dayNumberOf, minutesOf, timeOf, weekdayOf } from './wall-time.ts';
import { findZoneClock } from './zone-clock.ts';

const MAX_MINUTES_PER_DAY = 1440;
const TIME_PATTERN = /^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/;
const TIME_REASON = 'not a time of day: HH:MM in whole minutes, 00:00 to 24:00, in quotes';

const zone = z
  .string('not a text: an IANA zone such as Asia/Shanghai')
  .refine((name) => findZoneClock(name) !== undefined, {
    error: ({ input }) => `unknown zone ${JSON.stringify(input)}: give an IANA name`,
  });
// Times and dates abort: what compares or counts them need not be told of nonsense.
const timeOfDay = z.string(TIME_REASON).regex(TIME_PATTERN, { error: TIME_REASON, abort: true });
const localDate = z.iso.date({ error: 'not a date of the calendar: YYYY-MM-DD', abort: true });
const weekday = z.int('not a weekday: 1 (Monday) to 7 (Sunday)').min(1).max(7);
const weeklyInterval = z
  .tuple([weekday, timeOfDay, timeOfDay], 'not an interval: [weekday, open, close]')
  .refine(([, open, close]) => minutesOf(open) < minutesOf(close), 'open is not before close');
const opening = z
  .tuple([localDate, timeOfDay, timeOfDay], 'not an opening: [date, open, close]')
  .refine(([, open, close]) => minutesOf(open) < minutesOf(close), 'open is not before close');

const hoursShape = {
  /** IANA name; the calendar's wall clock. */
  zone,
  /** `[weekday 1-7, open, close]`, several a day allowed; a night shift is two intervals. */
  weekly: z.array(weeklyInterval, 'not a list of [weekday, open, close]'),
  /** Local dates on which the weekly intervals do not apply. */
  holidays: z.array(localDate, 'not a list of dates').default([]),
  /** `[date, open, close]`: extra hours of one date, also on a holiday. */
  openings: z.array(opening, 'not a list of [date, open, close]').default([]),
};

/** The opening hours alone: what the arithmetic needs, without a name or a version. */
export const businessHoursSchema = z
  .strictObject(hoursShape)
  .superRefine((hours, context) => report(hoursFaults(hours), context));

/**
 * A business calendar as a policy pack writes it. Strict: unknown keys are faults. Refuses unknown
 * zones, overlaps, a calendar without any interval, a date twice, and a missing or contradicted
 * length of the business day.
 */
export const calendarSchema = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'not an id: lower-case letters, digits, hyphens'),
    /** Raised with every change: a used version is immutable. */
    version: z.int('not a whole number').min(1),
    ...hoursShape,
    /** Minutes of one business day; may be left out where every open day is equally long. */
    businessDayMinutes: z.int('not whole minutes').min(1).max(MAX_MINUTES_PER_DAY).optional(),
  })
  .superRefine((calendar, context) =>
    report([...hoursFaults(calendar), ...businessDayFaults(calendar)], context),
  );

/** Opening hours that passed `businessHoursSchema`. */
export type BusinessHoursDefinition = z.output<typeof businessHoursSchema>;

/** A calendar that passed `calendarSchema`. */
export type CalendarDefinition = z.output<typeof calendarSchema>;

/** What `parseCalendar` answers: the definition, or every fault with its path. */
export type CalendarParsing =
  | { readonly ok: true; readonly definition: CalendarDefinition }
  | { readonly ok: false; readonly faults: readonly CalendarFault[] };

/** Checks data of unknown origin against `calendarSchema`. Never throws. */
export function parseCalendar(data: unknown): CalendarParsing {
  const parsed = calendarSchema.safeParse(data);
  return parsed.success
    ? { ok: true, definition: parsed.data }
    : { ok: false, faults: parsed.error.issues.map(faultOf) };
}

/** The definition again, checked; throws `InvalidCalendar` for one that was never parsed. */
export function checkedCalendar(definition: CalendarDefinition): CalendarDefinition {
  const parsing = parseCalendar(definition);
  if (!parsing.ok) throw new InvalidCalendar(parsing.faults);
  return parsing.definition;
}

/** A fault of a calendar from an issue of zod: path with slashes, reason in words. */
export const faultOf = (issue: z.core.$ZodIssue): CalendarFault => ({
  path: issue.path.join('/'),
  reason: issue.message,
});

/**
 * Minutes of one business day: the open minutes of a weekday where all open weekdays have the same
 * (of a dated opening where there are no weekly hours), else undefined.
 */
export function constantDayMinutes(hours: BusinessHoursDefinition): number | undefined {
  const intervals: readonly (readonly [number | string, string, string])[] =
    hours.weekly.length > 0 ? hours.weekly : hours.openings;
  const minutesByDay = new Map<number | string, number>();
  for (const [day, open, close] of intervals) {
    minutesByDay.set(day, (minutesByDay.get(day) ?? 0) + minutesOf(close) - minutesOf(open));
  }
  const lengths = new Set(minutesByDay.values());
  return lengths.size === 1 ? [...lengths][0] : undefined;
}

type Located = { readonly path: (string | number)[]; readonly reason: string };

const report = (faults: readonly Located[], context: z.RefinementCtx): void => {
  for (const { path, reason: message } of faults) {
    context.addIssue({ code: 'custom', path, message });
  }
};

function hoursFaults(hours: BusinessHoursDefinition): Located[] {
  const { weekly, openings, holidays } = hours;
  if (weekly.length + openings.length === 0) {
    return [{ path: ['weekly'], reason: 'no interval at all: the calendar would never open' }];
  }
  return [...repeatedDates(holidays), ...overlaps(hours)];
}

const repeatedDates = (holidays: readonly string[]): Located[] =>
  holidays.flatMap((date, index) =>
    holidays.indexOf(date) < index
      ? [{ path: ['holidays', index], reason: `${date} is listed twice` }]
      : [],
  );

interface Claim {
  readonly path: (string | number)[];
  readonly open: number;
  readonly close: number;
}

/** Weekly intervals against each other, and dated openings against all that is open that date. */
function overlaps({ weekly, openings, holidays }: BusinessHoursDefinition): Located[] {
  const claims = weekly.map(([day, open, close], index) => ({
    day,
    claim: { path: ['weekly', index], open: minutesOf(open), close: minutesOf(close) },
  }));
  const claimsOn = (day: number): Claim[] =>
    claims.filter((entry) => entry.day === day).map(({ claim }) => claim);
  const closed = new Set(holidays);
  const dated = new Map<string, Claim[]>();
  openings.forEach(([date, open, close], index) => {
    const regular = closed.has(date) ? [] : claimsOn(weekdayOf(dayNumberOf(date)));
    const claim = { path: ['openings', index], open: minutesOf(open), close: minutesOf(close) };
    dated.set(date, [...(dated.get(date) ?? regular), claim]);
  });
  const weeks = [1, 2, 3, 4, 5, 6, 7].map(claimsOn);
  const faults = [...weeks, ...dated.values()].flatMap(overlapsWithin);
  return [...new Map(faults.map((fault) => [fault.path.join('/'), fault])).values()];
}

/** Sorted by opening, an overlap shows between neighbours; touching is no overlap. */
function overlapsWithin(claims: readonly Claim[]): Located[] {
  const faults: Located[] = [];
  const sorted = claims.toSorted((a, b) => a.open - b.open || a.close - b.close);
  let widest: Claim | undefined;
  for (const claim of sorted) {
    if (widest !== undefined && claim.open < widest.close) {
      const hours = `${timeOf(widest.open)}-${timeOf(widest.close)}`;
      faults.push({ path: claim.path, reason: `overlaps ${widest.path.join('/')} (${hours})` });
    }
    if (widest === undefined || claim.close > widest.close) widest = claim;
  }
  return faults;
}

function businessDayFaults(calendar: CalendarDefinition): Located[] {
  const path = ['businessDayMinutes'];
  const constant = constantDayMinutes(calendar);
  const given = calendar.businessDayMinutes;
  if (calendar.weekly.length + calendar.openings.length === 0) return [];
  if (constant === undefined && given === undefined) {
    return [{ path, reason: 'missing: the open days differ in length, so it must be given' }];
  }
  return constant !== undefined && given !== undefined && given !== constant
    ? [{ path, reason: `${given} contradicts the open days of ${constant} minutes` }]
    : [];
}
