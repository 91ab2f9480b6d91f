import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DAY_MS, MINUTE_MS } from './wall-time.ts';
import { findZoneClock, type ZoneClock } from './zone-clock.ts';

const clockOf = (zone: string): ZoneClock => {
  const clock = findZoneClock(zone);
  if (clock === undefined) throw new Error(`no clock of ${zone}`);
  return clock;
};
const instantOf = (zone: string, wall: string) =>
  new Date(clockOf(zone).instantOf(Date.parse(`${wall}Z`))).toISOString();

describe('rule W: the first instant at which the clock reads that time or later', () => {
  test('a repeated time is its first pass', () => {
    expect(instantOf('America/New_York', '2024-11-03T01:30')).toBe('2024-11-03T05:30:00.000Z');
  });

  test('a skipped time is the moment of the change', () => {
    expect(instantOf('America/New_York', '2024-03-10T02:00')).toBe('2024-03-10T07:00:00.000Z');
    expect(instantOf('America/New_York', '2024-03-10T02:30')).toBe('2024-03-10T07:00:00.000Z');
    expect(instantOf('America/New_York', '2024-03-10T03:00')).toBe('2024-03-10T07:00:00.000Z');
  });

  test('half-hour changes and a whole skipped day are no special cases', () => {
    expect(instantOf('Australia/Lord_Howe', '2024-10-06T02:15')).toBe('2024-10-05T15:30:00.000Z');
    expect(instantOf('Pacific/Apia', '2011-12-30T12:00')).toBe('2011-12-30T10:00:00.000Z');
  });
});

test('changes of a clock are listed once each, also around the turn of a year', () => {
  const changes = clockOf('America/New_York').changesWithin(
    Date.UTC(2023, 11, 1),
    Date.UTC(2025, 0, 5),
  );
  expect(changes).toEqual([
    { atMs: Date.UTC(2024, 2, 10, 7), kind: 'skipped', minutes: 60 },
    { atMs: Date.UTC(2024, 10, 3, 6), kind: 'repeated', minutes: 60 },
  ]);
  const dateLine = clockOf('Pacific/Apia').changesWithin(
    Date.UTC(2011, 11, 1),
    Date.UTC(2012, 1, 1),
  );
  expect(dateLine).toEqual([{ atMs: Date.UTC(2011, 11, 30, 10), kind: 'skipped', minutes: 1440 }]);
});

const zones = fc.constantFrom(
  'Europe/Berlin',
  'America/New_York',
  'America/St_Johns',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'Africa/Casablanca',
  'Asia/Shanghai',
);

describe('for every wall time near a change of the clock', () => {
  const nearChange = zones.chain((zone) => {
    const changes = clockOf(zone).changesWithin(Date.UTC(2015, 0, 1), Date.UTC(2030, 0, 1));
    // Shanghai changes nothing in these years: any day serves.
    const atMs = [Date.UTC(2024, 2, 31), ...changes.map((change) => change.atMs)];
    return fc.record({
      clock: fc.constant(clockOf(zone)),
      wallMs: fc
        .tuple(fc.constantFrom(...atMs), fc.integer({ min: -2880, max: 2880 }))
        .map(([change, minutes]) => change + minutes * MINUTE_MS),
      laterMinutes: fc.integer({ min: 0, max: 240 }),
    });
  });

  test('no earlier instant reads that time or later', () => {
    fc.assert(
      fc.property(nearChange, ({ clock, wallMs }) => {
        const instantMs = clock.instantOf(wallMs);
        expect(clock.wallAt(instantMs)).toBeGreaterThanOrEqual(wallMs);
        for (let ms = instantMs - 1; ms > instantMs - DAY_MS / 4; ms -= 10 * MINUTE_MS) {
          expect(clock.wallAt(ms)).toBeLessThan(wallMs);
        }
      }),
    );
  });

  test('a later wall time is never an earlier instant', () => {
    fc.assert(
      fc.property(nearChange, ({ clock, wallMs, laterMinutes }) => {
        const later = clock.instantOf(wallMs + laterMinutes * MINUTE_MS);
        expect(later).toBeGreaterThanOrEqual(clock.instantOf(wallMs));
      }),
    );
  });
});

test('a name that is no zone has no clock', () => {
  expect(findZoneClock('Mars/Olympus')).toBeUndefined();
  expect(findZoneClock('')).toBeUndefined();
  expect(findZoneClock('+02:00')).toBeUndefined();
});
