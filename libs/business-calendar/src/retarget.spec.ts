import { describe, expect, test } from '@jest/globals';
import { compileBusinessHours } from './business-calendar.ts';
import { retarget, type TargetChange } from './retarget.ts';
import { MINUTE_MS } from './wall-time.ts';

const at = (text: string) => Date.parse(text);
const everyDay = (open: string, close: string) =>
  compileBusinessHours({
    zone: 'Asia/Shanghai',
    weekly: [1, 2, 3, 4, 5, 6, 7].map((weekday) => [weekday, open, close]),
    holidays: [],
    openings: [],
  });
const daytime = everyDay('09:00', '24:00');
const always = everyDay('00:00', '24:00');
const start = at('2024-06-03T02:00:00Z');

const due = (change: Partial<TargetChange> & Pick<TargetChange, 'change' | 'replacement'>) =>
  new Date(
    retarget({
      startMs: start,
      changedAtMs: at('2024-06-03T02:30:00Z'),
      originalDueMs: at('2024-06-03T03:00:00Z'),
      pauses: [],
      ...change,
    }),
  ).toISOString();

describe('lowered', () => {
  test('is due from the start under the new target', () => {
    const replacement = { hours: daytime, targetMs: 900 * MINUTE_MS };
    expect(due({ change: 'lowered', replacement })).toBe('2024-06-04T02:00:00.000Z');
  });

  test('measures its pauses again on the new calendar', () => {
    const replacement = { hours: daytime, targetMs: 900 * MINUTE_MS };
    const night = { fromMs: at('2024-06-03T15:00:00Z'), toMs: at('2024-06-04T01:00:00Z') };
    expect(due({ change: 'lowered', replacement, pauses: [night] })).toBe(
      '2024-06-04T03:00:00.000Z',
    );
  });
});

describe('raised', () => {
  const replacement = { hours: always, targetMs: 60 * MINUTE_MS };
  const changedAtMs = at('2024-06-04T04:00:00Z');

  test('is due at the change plus the new target when that is earlier', () => {
    const originalDueMs = at('2024-06-06T02:00:00Z');
    expect(due({ change: 'raised', replacement, changedAtMs, originalDueMs })).toBe(
      '2024-06-04T05:00:00.000Z',
    );
  });

  test('never puts the old due instant off', () => {
    const originalDueMs = at('2024-06-04T04:20:00Z');
    expect(due({ change: 'raised', replacement, changedAtMs, originalDueMs })).toBe(
      '2024-06-04T04:20:00.000Z',
    );
  });

  test('ignores pauses before the change', () => {
    const originalDueMs = at('2024-06-06T02:00:00Z');
    const pauses = [{ fromMs: at('2024-06-03T10:00:00Z'), toMs: at('2024-06-04T04:10:00Z') }];
    expect(due({ change: 'raised', replacement, changedAtMs, originalDueMs, pauses })).toBe(
      '2024-06-04T05:10:00.000Z',
    );
  });
});
