import { z } from 'zod';
import { compileBusinessHours } from './business-calendar.ts';
import type { BusinessHours } from './business-hours.ts';
import { businessHoursSchema, faultOf } from './calendar-schema.ts';
import {
  InvalidCalendar,
  InvalidDuration,
  InvalidInstant,
  InvalidPause,
  NoBusinessTime,
  sentenceOf,
} from './errors.ts';
import { formatInstant, parseInstant } from './instants.ts';
import type { Pause } from './pauses.ts';
import { retarget, type TargetChange } from './retarget.ts';
import { MINUTE_MS } from './wall-time.ts';

const SECOND_MS = 1000;

/** The answer to a line: an instant in ISO 8601 UTC, whole seconds for `within`, or the fault. */
export type BusinessTimeAnswer =
  | { readonly id: string; readonly result: string | number }
  | { readonly id: string | null; readonly error: string };

const instant = z.string('not an instant').transform((text, context) => {
  const instantMs = parseInstant(text);
  if (instantMs !== undefined) return instantMs;
  const message = `${JSON.stringify(text)} is not an ISO 8601 instant`;
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});
const minutes = z.int('not whole minutes').min(0, 'minutes are not negative');
const pause = z
  .tuple([instant, instant], 'not a pause: [from, to]')
  .transform(([fromMs, toMs]): Pause => ({ fromMs, toMs }));
const pauses = z.array(pause, 'not a list of pauses');
const SEVERITY_CHANGE = /^([ABC])>([ABC])$/;

const remark = z.unknown().optional();

/** What a line may carry for its reader: it says where the case is from, and never the answer. */
const remarks = {
  id: z.string('not a text').min(1),
  group: remark,
  kind: remark,
  cloud: remark,
  severity: remark,
  why: remark,
  business_days: remark,
  expected: remark,
  expected_close: remark,
  expected_seconds: remark,
};
const asked = { ...remarks, calendar: businessHoursSchema, start: instant };

const lineSchema = z.discriminatedUnion(
  'op',
  [
    z.strictObject({ ...asked, op: z.literal('add'), minutes }),
    z.strictObject({ ...asked, op: z.literal('add_paused'), minutes, pauses }),
    z.strictObject({ ...asked, op: z.literal('within'), end: instant }),
    z.strictObject({
      ...asked,
      op: z.literal('retarget'),
      minutes,
      changed_at: instant,
      original: z.strictObject({ calendar: businessHoursSchema, minutes }),
      pauses: pauses.default([]),
    }),
  ],
  {
    error: ({ code }) =>
      code === 'invalid_union'
        ? 'not an operation: add, add_paused, within or retarget'
        : 'not a JSON object',
  },
);

type Line = z.output<typeof lineSchema>;
type Asked<Op extends Line['op']> = Extract<Line, { op: Op }>;

/**
 * Answers one JSON line of business-time questions, as `casectl calendar` reads them. `add`,
 * `add_paused` and `retarget` give the closing instant, `within` whole seconds (rounded down).
 * Never throws on bad input: what is wrong is in `error`.
 */
export function answerBusinessTimeLine(line: string): BusinessTimeAnswer {
  const question = readJson(line);
  if ('error' in question) return { id: null, error: question.error };
  const parsed = lineSchema.safeParse(question.value);
  if (!parsed.success) {
    const error = parsed.error.issues.map((issue) => sentenceOf(faultOf(issue))).join('; ');
    return { id: idOf(question.value), error };
  }
  const { id } = parsed.data;
  try {
    return { id, result: answer(parsed.data) };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return { id, error: error.message };
  }
}

function answer(line: Line): string | number {
  const hours = compileBusinessHours(line.calendar);
  switch (line.op) {
    case 'add':
      return formatInstant(hours.add(line.start, line.minutes * MINUTE_MS));
    case 'add_paused':
      return formatInstant(hours.addPaused(line.start, line.minutes * MINUTE_MS, line.pauses));
    case 'within':
      return Math.floor(hours.elapsed(line.start, line.end) / SECOND_MS);
    case 'retarget':
      return formatInstant(retargeted(line, hours));
  }
}

function retargeted(line: Asked<'retarget'>, hours: BusinessHours): number {
  const original = compileBusinessHours(line.original.calendar);
  const originalMs = line.original.minutes * MINUTE_MS;
  return retarget({
    change: directionOf(line),
    startMs: line.start,
    changedAtMs: line.changed_at,
    originalDueMs: original.addPaused(line.start, originalMs, line.pauses),
    replacement: { hours, targetMs: line.minutes * MINUTE_MS },
    pauses: line.pauses,
  });
}

/** The severities say it (A is the highest); where they do not, a shorter target is a raise. */
function directionOf({ severity, minutes, original }: Asked<'retarget'>): TargetChange['change'] {
  const [, before, after] = SEVERITY_CHANGE.exec(String(severity)) ?? [];
  if (before !== undefined && after !== undefined && before !== after) {
    return after < before ? 'raised' : 'lowered';
  }
  return minutes < original.minutes ? 'raised' : 'lowered';
}

type Refusal = InvalidCalendar | InvalidDuration | InvalidInstant | InvalidPause | NoBusinessTime;

const isRefusal = (error: unknown): error is Refusal =>
  [InvalidCalendar, InvalidDuration, InvalidInstant, InvalidPause, NoBusinessTime].some(
    (refusal) => error instanceof refusal,
  );

function readJson(line: string): { readonly value: unknown } | { readonly error: string } {
  try {
    return { value: JSON.parse(line) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { error: `not JSON: ${error.message}` };
  }
}

const idOf = (value: unknown): string | null =>
  typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string'
    ? value.id
    : null;
