import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compileCalendar } from './business-calendar.ts';
import type { CalendarDefinition } from './calendar-schema.ts';
import { SpanTooLong } from './errors.ts';
import { segments, type CausedPause, type Segment } from './segments.ts';
import { DAY_MS, MINUTE_MS } from './wall-time.ts';

const HOUR_MS = 60 * MINUTE_MS;
const at = (text: string) => Date.parse(text);
const definition: CalendarDefinition = {
  id: 'china-office',
  version: 2,
  zone: 'Asia/Shanghai',
  weekly: [1, 2, 3, 4, 5].map((weekday) => [weekday, '09:00', '18:00']),
  holidays: ['2024-02-12'],
  openings: [['2024-02-11', '10:00', '12:00']],
};
const calendar = compileCalendar(definition);
const briefly = (segment: Segment) =>
  [
    segment.kind,
    new Date(segment.fromMs).toISOString().slice(5, 16),
    new Date(segment.toMs).toISOString().slice(5, 16),
    segment.countedMs / MINUTE_MS,
  ].join(' ');

describe('a deadline is explained', () => {
  // Friday 9 February 2024, 16:00 in Beijing; Monday is a holiday, Sunday a make-up day.
  const startMs = at('2024-02-09T08:00:00Z');
  const pause: CausedPause = {
    fromMs: at('2024-02-13T02:00:00Z'),
    toMs: at('2024-02-13T03:30:00Z'),
    cause: 'event 7: information requested',
  };
  const targetMs = 8 * HOUR_MS;
  const endMs = calendar.addPaused(startMs, targetMs, [pause]);
  const explanation = segments(calendar, { startMs, endMs, pauses: [pause] });

  test('stretch by stretch', () => {
    expect(explanation.map(briefly)).toEqual([
      'open 02-09T08:00 02-09T10:00 120',
      'closed 02-09T10:00 02-11T02:00 0',
      'extra-opening 02-11T02:00 02-11T04:00 120',
      'closed 02-11T04:00 02-11T16:00 0',
      'holiday 02-11T16:00 02-12T16:00 0',
      'closed 02-12T16:00 02-13T01:00 0',
      'open 02-13T01:00 02-13T02:00 60',
      'paused 02-13T02:00 02-13T03:30 0',
      'open 02-13T03:30 02-13T06:30 180',
    ]);
  });

  test('each with its cause', () => {
    const calendarAt = { calendar: 'china-office@2' };
    const hours = { open: '09:00', close: '18:00' };
    expect(explanation.map(({ cause }) => cause)).toEqual([
      { source: 'weekly', weekday: 5, ...hours, ...calendarAt },
      { source: 'outside-hours', ...calendarAt },
      { source: 'opening', date: '2024-02-11', open: '10:00', close: '12:00', ...calendarAt },
      { source: 'outside-hours', ...calendarAt },
      { source: 'holiday', date: '2024-02-12', ...calendarAt },
      { source: 'outside-hours', ...calendarAt },
      { source: 'weekly', weekday: 2, ...hours, ...calendarAt },
      { source: 'pause', cause: 'event 7: information requested' },
      { source: 'weekly', weekday: 2, ...hours, ...calendarAt },
    ]);
  });

  test('and sums to the target, the pause apart', () => {
    expect(explanation.reduce((sum, { countedMs }) => sum + countedMs, 0)).toBe(targetMs);
    expect(explanation.reduce((sum, { pausedMs }) => sum + pausedMs, 0)).toBe(1.5 * HOUR_MS);
  });
});

test('a change of the clock is marked on the stretch it falls in', () => {
  const always = compileCalendar({
    ...definition,
    zone: 'Europe/Berlin',
    weekly: [
      [6, '00:00', '24:00'],
      [7, '00:00', '24:00'],
    ],
    holidays: [],
    openings: [],
  });
  const startMs = at('2024-10-26T10:00:00Z');
  const explanation = segments(always, { startMs, endMs: startMs + DAY_MS, pauses: [] });
  expect(explanation.map(({ clockChanges }) => clockChanges)).toEqual([
    [],
    [{ atMs: at('2024-10-27T01:00:00Z'), kind: 'repeated', minutes: 60 }],
  ]);
});

test('an empty span has no stretch, and one over ten years is refused', () => {
  const startMs = at('2024-02-09T08:00:00Z');
  expect(segments(calendar, { startMs, endMs: startMs, pauses: [] })).toEqual([]);
  const endMs = startMs + 4_000 * DAY_MS;
  expect(() => segments(calendar, { startMs, endMs, pauses: [] })).toThrow(SpanTooLong);
});

describe('for any start, target and pauses', () => {
  const zones = ['Asia/Shanghai', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'];
  const everyDay = [1, 2, 3, 4, 5, 6, 7].map((day): CalendarDefinition['weekly'][number] => [
    day,
    '00:00',
    '24:00',
  ]);
  const anyCalendar = fc
    .tuple(fc.constantFrom(...zones), fc.boolean())
    .map(([zone, always]) =>
      compileCalendar(
        always ? { ...definition, zone, weekly: everyDay, openings: [] } : { ...definition, zone },
      ),
    );
  const startMs = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2025, 0, 1) });
  const pause = fc
    .tuple(fc.integer({ min: -2, max: 200 }), fc.integer({ min: 0, max: 100 }))
    .map(([afterHours, hours]) => ({ afterMs: afterHours * HOUR_MS, lengthMs: hours * HOUR_MS }));
  const clock = fc.record({
    startMs,
    targetMs: fc.integer({ min: 1, max: 60 * HOUR_MS }),
    pauses: fc.array(pause, { maxLength: 4 }),
  });

  test('the stretches follow each other without a gap and count exactly the target', () => {
    fc.assert(
      fc.property(anyCalendar, clock, (any, { startMs: start, targetMs, pauses }) => {
        const caused = pauses.map(({ afterMs, lengthMs }, index) => {
          const fromMs = start + afterMs;
          return { fromMs, toMs: fromMs + lengthMs, cause: `pause ${index}` };
        });
        const endMs = any.addPaused(start, targetMs, caused);
        const explanation = segments(any, { startMs: start, endMs, pauses: caused });
        const ends = explanation.map(({ toMs }) => toMs);
        expect([...explanation.map(({ fromMs }) => fromMs), endMs]).toEqual([start, ...ends]);
        expect(explanation.every(({ fromMs, toMs }) => fromMs < toMs)).toBe(true);
        expect(explanation.reduce((sum, { countedMs }) => sum + countedMs, 0)).toBe(targetMs);
      }),
    );
  });
});
