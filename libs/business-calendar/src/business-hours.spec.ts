import { describe, expect, test } from '@jest/globals';
import { compileBusinessHours } from './business-calendar.ts';
import type { BusinessHoursDefinition } from './calendar-schema.ts';
import { InvalidDuration, InvalidInstant, InvalidPause, NoBusinessTime } from './errors.ts';
import { DAY_MS, MINUTE_MS } from './wall-time.ts';

const HOUR_MS = 60 * MINUTE_MS;
const at = (text: string) => Date.parse(text);

const office: BusinessHoursDefinition = {
  zone: 'Europe/Berlin',
  weekly: [1, 2, 3, 4, 5].map((weekday) => [weekday, '09:00', '17:00']),
  holidays: ['2024-10-03'],
  openings: [],
};
const hours = compileBusinessHours(office);
// Monday 3 June 2024, 09:00 and 17:00 in Berlin.
const opening = at('2024-06-03T07:00:00Z');
const closing = at('2024-06-03T15:00:00Z');

describe('windows are half-open', () => {
  test('the opening is open, the closing is closed', () => {
    expect(hours.isOpen(opening)).toBe(true);
    expect(hours.isOpen(opening - 1)).toBe(false);
    expect(hours.isOpen(closing - 1)).toBe(true);
    expect(hours.isOpen(closing)).toBe(false);
  });

  test('the next opening of an open instant is itself', () => {
    expect(hours.nextOpen(opening)).toBe(opening);
    expect(hours.nextOpen(closing - 1)).toBe(closing - 1);
    expect(hours.nextOpen(closing)).toBe(opening + DAY_MS);
  });

  test('a span used up at closing ends at the closing, a longer one in the morning', () => {
    expect(hours.add(opening, 8 * HOUR_MS)).toBe(closing);
    expect(hours.add(opening, 8 * HOUR_MS + 1)).toBe(opening + DAY_MS + 1);
  });

  test('adding nothing waits for the next opening', () => {
    expect(hours.add(closing, 0)).toBe(opening + DAY_MS);
    expect(hours.add(opening + 5, 0)).toBe(opening + 5);
  });
});

describe('elapsed', () => {
  test('counts milliseconds inside the windows only', () => {
    expect(hours.elapsed(opening - HOUR_MS, closing + HOUR_MS)).toBe(8 * HOUR_MS);
    expect(hours.elapsed(closing - 1, opening + DAY_MS + 1)).toBe(2);
  });

  test('is 0 when the end is not after the start', () => {
    expect(hours.elapsed(closing, opening)).toBe(0);
    expect(hours.elapsed(opening, opening)).toBe(0);
  });

  test('skips holidays, except for a dated opening on one', () => {
    const unity = [at('2024-10-02T22:00:00Z'), at('2024-10-03T22:00:00Z')] as const;
    expect(hours.elapsed(...unity)).toBe(0);
    const emergency = compileBusinessHours({
      ...office,
      openings: [['2024-10-03', '10:00', '12:00']],
    });
    expect(emergency.elapsed(...unity)).toBe(2 * HOUR_MS);
  });

  test('is the same whichever years were asked for before', () => {
    const fresh = compileBusinessHours({ ...office, holidays: ['2024-10-03', '1999-01-01'] });
    const week = (monday: string) => fresh.elapsed(at(monday), at(monday) + 7 * DAY_MS);
    expect(week('2029-06-04T00:00:00Z')).toBe(40 * HOUR_MS);
    expect(week('1998-06-01T00:00:00Z')).toBe(40 * HOUR_MS);
    expect(week('2024-09-30T00:00:00Z')).toBe(32 * HOUR_MS);
  });
});

describe('a window that touches a change of the clock', () => {
  const night = (open: string, close: string) =>
    compileBusinessHours({
      zone: 'America/New_York',
      weekly: [[7, open, close]],
      holidays: [],
      openings: [],
    });
  const autumn = [at('2024-11-03T00:00:00Z'), at('2024-11-04T00:00:00Z')] as const;
  const spring = [at('2024-03-10T00:00:00Z'), at('2024-03-11T00:00:00Z')] as const;

  test('is an hour longer around a repeated hour and an hour shorter around a skipped one', () => {
    expect(night('00:00', '04:00').elapsed(...autumn)).toBe(5 * HOUR_MS);
    expect(night('00:00', '04:00').elapsed(...spring)).toBe(3 * HOUR_MS);
  });

  test('opens and closes on the first pass of a repeated hour', () => {
    expect(night('01:30', '04:00').elapsed(...autumn)).toBe(3.5 * HOUR_MS);
    expect(night('00:00', '01:30').elapsed(...autumn)).toBe(1.5 * HOUR_MS);
  });

  test('inside the skipped hour does not exist', () => {
    expect(night('02:10', '02:50').elapsed(...spring)).toBe(0);
    expect(night('02:10', '02:50').nextOpen(spring[0])).toBe(at('2024-03-17T06:10:00Z'));
  });
});

describe('no promise is made', () => {
  const days = (from: string, count: number) =>
    Array.from({ length: count }, (_, index) =>
      new Date(at(from) + index * DAY_MS).toISOString().slice(0, 10),
    );

  test('on a calendar whose last dated opening is over', () => {
    const once = compileBusinessHours({
      ...office,
      weekly: [],
      openings: [['2024-02-04', '09:00', '18:00']],
    });
    const start = at('2024-02-01T00:00:00Z');
    expect(once.add(start, 9 * HOUR_MS)).toBe(at('2024-02-04T17:00:00Z'));
    expect(() => once.add(start, 9 * HOUR_MS + 1)).toThrow(NoBusinessTime);
    expect(() => once.nextOpen(at('2024-02-04T17:00:00Z'))).toThrow(
      'calendar has no business time: 400 days without a window',
    );
    expect(() => once.add(at('2012-02-01T00:00:00Z'), 1)).toThrow(NoBusinessTime);
  });

  test('across more than 400 closed days, whether or not the years behind them are known', () => {
    const gone = { ...office, holidays: days('2025-01-01T00:00:00Z', 410) };
    const closed = compileBusinessHours(gone);
    const lastDay = at('2024-12-31T08:00:00Z');
    expect(() => closed.add(lastDay, 8 * HOUR_MS + 1)).toThrow(NoBusinessTime);
    expect(closed.elapsed(lastDay, at('2026-03-01T00:00:00Z'))).toBeGreaterThan(8 * HOUR_MS);
    expect(() => closed.add(lastDay, 8 * HOUR_MS + 1)).toThrow(NoBusinessTime);
    expect(() => closed.nextOpen(at('2025-01-01T00:00:00Z'))).toThrow(NoBusinessTime);
    expect(closed.add(lastDay, 8 * HOUR_MS)).toBe(at('2024-12-31T16:00:00Z'));
  });

  test('but 390 closed days are only a long wait', () => {
    const patient = compileBusinessHours({
      ...office,
      holidays: days('2025-01-01T00:00:00Z', 390),
    });
    expect(patient.nextOpen(at('2024-12-31T16:00:00Z'))).toBe(at('2026-01-26T08:00:00Z'));
  });

  test('for a negative or fractional duration', () => {
    expect(() => hours.add(opening, -1)).toThrow(InvalidDuration);
    expect(() => hours.add(opening, 0.5)).toThrow(InvalidDuration);
    expect(() => hours.add(opening, Number.NaN)).toThrow(InvalidDuration);
  });

  test('for an instant that is none, or outside 1970 to 2199', () => {
    expect(() => hours.isOpen(Number.NaN)).toThrow(InvalidInstant);
    expect(() => hours.isOpen(opening + 0.5)).toThrow(InvalidInstant);
    expect(() => hours.nextOpen(-1)).toThrow(InvalidInstant);
    expect(() => hours.elapsed(opening, at('2200-01-01T00:00:00Z'))).toThrow(InvalidInstant);
    expect(() => hours.add(opening, Number.MAX_SAFE_INTEGER)).toThrow(InvalidInstant);
  });
});

describe('pauses', () => {
  const target = 8 * HOUR_MS;
  const pause = (from: string, to: string) => ({ fromMs: at(from), toMs: at(to) });

  test('give back the business time inside them', () => {
    const lunchToNextDay = pause('2024-06-03T11:00:00Z', '2024-06-04T08:00:00Z');
    expect(hours.addPaused(opening, target, [lunchToNextDay])).toBe(at('2024-06-04T12:00:00Z'));
  });

  test('at or after the due instant do not help', () => {
    const atClosing = { fromMs: closing, toMs: closing + DAY_MS };
    expect(hours.addPaused(opening, target, [atClosing])).toBe(closing);
    const justBefore = { fromMs: closing - 1, toMs: closing + DAY_MS };
    const dayAfter = opening + 2 * DAY_MS;
    expect(hours.addPaused(opening, target, [justBefore])).toBe(dayAfter + 1);
  });

  test('that become reachable through an earlier pause do help', () => {
    const early = pause('2024-06-03T13:00:00Z', '2024-06-03T15:00:00Z');
    const nextDay = pause('2024-06-04T08:00:00Z', '2024-06-04T10:00:00Z');
    expect(hours.addPaused(opening, target, [nextDay, early])).toBe(at('2024-06-04T11:00:00Z'));
  });

  test('that overlap, or begin before the clock, count once and from the start', () => {
    const one = pause('2024-06-03T05:00:00Z', '2024-06-03T09:00:00Z');
    const two = pause('2024-06-03T08:00:00Z', '2024-06-03T10:00:00Z');
    expect(hours.addPaused(opening, target, [one, two])).toBe(at('2024-06-04T10:00:00Z'));
  });

  test('that end before they begin are refused', () => {
    const backwards = { fromMs: closing, toMs: opening };
    expect(() => hours.addPaused(opening, target, [backwards])).toThrow(InvalidPause);
  });
});
