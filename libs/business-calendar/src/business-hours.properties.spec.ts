import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compileBusinessHours } from './business-calendar.ts';
import type { BusinessHoursDefinition } from './calendar-schema.ts';
import { DAY_MS, MINUTE_MS, timeOf } from './wall-time.ts';

const FIRST_MS = Date.UTC(2021, 0, 1);
const LAST_MS = Date.UTC(2027, 0, 1);
const MAX_TARGET_MS = 30 * DAY_MS;
const zones = [
  'Europe/Berlin',
  'America/New_York',
  'America/St_Johns',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'Africa/Casablanca',
  'Asia/Shanghai',
];
type Weekly = BusinessHoursDefinition['weekly'];

/** Up to three intervals of one weekday: sorted distinct minutes, taken in pairs. */
const dayIntervals = (weekday: number): fc.Arbitrary<Weekly> =>
  fc
    .uniqueArray(fc.integer({ min: 0, max: 1440 }), { maxLength: 6 })
    .map((minutes) => minutes.toSorted((a, b) => a - b))
    .map((minutes) =>
      minutes.flatMap((open, index) => {
        const close = minutes[index + 1];
        return index % 2 === 0 && close !== undefined
          ? [[weekday, timeOf(open), timeOf(close)] as Weekly[number]]
          : [];
      }),
    );
/** With less than an hour open a week, a target of 30 days may end behind the last year counted. */
const LEAST_WEEK_MINUTES = 60;
const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
const weekly = fc
  .tuple(...[1, 2, 3, 4, 5, 6, 7].map(dayIntervals))
  .map((days) => days.flat())
  .filter((intervals) => {
    const minutes = intervals.map(([, open, close]) => minuteOf(close) - minuteOf(open));
    return minutes.reduce((sum, each) => sum + each, 0) >= LEAST_WEEK_MINUTES;
  });
const holidays = fc.uniqueArray(
  fc
    .integer({ min: 0, max: (LAST_MS - FIRST_MS) / DAY_MS })
    .map((day) => new Date(FIRST_MS + day * DAY_MS).toISOString().slice(0, 10)),
  { maxLength: 5 },
);
const definition: fc.Arbitrary<BusinessHoursDefinition> = fc.record({
  zone: fc.constantFrom(...zones),
  weekly,
  holidays,
  openings: fc.constant([]),
});
const hours = definition.map(compileBusinessHours);
const instant = fc.integer({ min: FIRST_MS, max: LAST_MS });
const span = fc.integer({ min: 0, max: MAX_TARGET_MS });
const positiveSpan = fc.integer({ min: 1, max: MAX_TARGET_MS });

describe('on any calendar', () => {
  test('what was added has elapsed, and not a millisecond earlier', () => {
    fc.assert(
      fc.property(hours, instant, positiveSpan, (calendar, start, durationMs) => {
        const due = calendar.add(start, durationMs);
        expect(calendar.elapsed(start, due)).toBe(durationMs);
        expect(calendar.elapsed(start, due - 1)).toBe(durationMs - 1);
      }),
    );
  });

  test('adding in two steps is adding at once', () => {
    fc.assert(
      fc.property(hours, instant, fc.tuple(span, positiveSpan), (calendar, start, [one, two]) => {
        expect(calendar.add(calendar.add(start, one), two)).toBe(calendar.add(start, one + two));
      }),
    );
  });

  test('later starts and longer targets are never due earlier', () => {
    fc.assert(
      fc.property(hours, instant, fc.tuple(span, span, span), (calendar, start, spans) => {
        const [durationMs, laterMs, moreMs] = spans;
        const due = calendar.add(start, durationMs);
        expect(calendar.add(start + laterMs, durationMs)).toBeGreaterThanOrEqual(due);
        expect(calendar.add(start, durationMs + moreMs)).toBeGreaterThanOrEqual(due);
      }),
    );
  });

  test('elapsed time is additive over a split and never more than the time itself', () => {
    fc.assert(
      fc.property(hours, instant, fc.tuple(span, span), (calendar, start, [one, two]) => {
        const [middle, end] = [start + one, start + one + two];
        const whole = calendar.elapsed(start, end);
        expect(calendar.elapsed(start, middle) + calendar.elapsed(middle, end)).toBe(whole);
        expect(whole).toBeLessThanOrEqual(one + two);
      }),
    );
  });

  test('the next opening is open, and everything before it is closed', () => {
    fc.assert(
      fc.property(hours, instant, (calendar, start) => {
        const open = calendar.nextOpen(start);
        expect(calendar.isOpen(open)).toBe(true);
        expect(calendar.elapsed(start, open)).toBe(0);
        expect(calendar.add(start, 0)).toBe(open);
      }),
    );
  });

  test('a pause costs exactly its business time, when it begins before the due instant', () => {
    fc.assert(
      fc.property(hours, instant, fc.tuple(positiveSpan, span, span), (calendar, start, spans) => {
        const [targetMs, afterMs, pausedMs] = spans;
        const pause = { fromMs: start + afterMs, toMs: start + afterMs + pausedMs };
        const due = calendar.addPaused(start, targetMs, [pause]);
        const helps = pause.fromMs < calendar.add(start, targetMs);
        const given = helps ? calendar.elapsed(pause.fromMs, pause.toMs) : 0;
        expect(calendar.elapsed(start, due)).toBe(targetMs + given);
      }),
    );
  });

  test('cutting an interval in two touching ones changes nothing', () => {
    fc.assert(
      fc.property(definition, instant, positiveSpan, (whole, start, durationMs) => {
        const cut = compileBusinessHours({ ...whole, weekly: whole.weekly.flatMap(halves) });
        const calendar = compileBusinessHours(whole);
        expect(cut.add(start, durationMs)).toBe(calendar.add(start, durationMs));
        expect(cut.elapsed(start, start + durationMs)).toBe(
          calendar.elapsed(start, start + durationMs),
        );
        expect(cut.isOpen(start)).toBe(calendar.isOpen(start));
      }),
    );
  });
});

function halves([weekday, open, close]: Weekly[number]): Weekly {
  const [from, to] = [open, close].map(
    (time) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3)),
  );
  if (from === undefined || to === undefined || to - from < 2) return [[weekday, open, close]];
  const middle = timeOf(from + Math.floor((to - from) / 2));
  return [
    [weekday, middle, close],
    [weekday, open, middle],
  ];
}

/**
 * Another way to the same number: asks Intl for the wall clock of every single minute. It knows no
 * windows, so it agrees only while no window opens or closes inside a repeated hour.
 */
function minutesByWallClock(hoursOf: BusinessHoursDefinition, from: number, to: number): number {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: hoursOf.zone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
  let count = 0;
  for (let minute = from; minute < to; minute += MINUTE_MS) {
    const [name = '', time = ''] = format.format(minute).replace(',', '').split(' ');
    const weekday = weekdays.indexOf(name) + 1;
    const open = hoursOf.weekly.some(
      ([day, opens, closes]) => day === weekday && opens <= time && time < closes,
    );
    if (open) count += 1;
  }
  return count;
}

test('around every change of the clock a count of wall-clock minutes agrees', () => {
  const days = [1, 2, 3, 4, 5, 6, 7];
  const shapes: Weekly[] = [
    days.map((day) => [day, '00:00', '24:00']),
    days.map((day) => [day, '09:00', '17:00']),
    days.flatMap((day): Weekly => [
      [day, '00:00', '00:30'],
      [day, '04:15', '24:00'],
    ]),
    [[7, '00:15', '23:45']],
  ];
  const changes = [
    { zone: 'Europe/Berlin', atMs: Date.UTC(2024, 2, 31, 1) },
    { zone: 'Europe/Berlin', atMs: Date.UTC(2024, 9, 27, 1) },
    { zone: 'America/New_York', atMs: Date.UTC(2025, 2, 9, 7) },
    { zone: 'America/New_York', atMs: Date.UTC(2025, 10, 2, 6) },
    { zone: 'Australia/Lord_Howe', atMs: Date.UTC(2024, 9, 5, 15, 30) },
    { zone: 'Australia/Lord_Howe', atMs: Date.UTC(2024, 3, 6, 15) },
    { zone: 'Pacific/Chatham', atMs: Date.UTC(2024, 3, 6, 14) },
  ];
  const minute = fc.integer({ min: -2 * 1440, max: 2 * 1440 }).map((value) => value * MINUTE_MS);
  const question = fc.record({
    change: fc.constantFrom(...changes),
    weekly: fc.constantFrom(...shapes),
    edges: fc.tuple(minute, minute),
  });
  fc.assert(
    fc.property(question, ({ change, weekly: intervals, edges }) => {
      const [from = 0, to = 0] = edges.toSorted((a, b) => a - b).map((edge) => change.atMs + edge);
      const asked = { zone: change.zone, weekly: intervals, holidays: [], openings: [] };
      const expected = minutesByWallClock(asked, from, to) * MINUTE_MS;
      expect(compileBusinessHours(asked).elapsed(from, to)).toBe(expected);
    }),
    { numRuns: 60 },
  );
});
