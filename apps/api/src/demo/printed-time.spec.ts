import { expect, test } from '@jest/globals';
import { dueText, lastTuesdayMorning, spanText } from './printed-time.ts';

const at = (instant: string): number => Date.parse(instant);

test.each([
  [12_000, '0 m 12 s'],
  [7 * 60_000 + 5_999, '7 m 05 s'],
  [2 * 3_600_000 + 5 * 60_000, '2 h 05 m'],
  [3 * 86_400_000 + 4 * 3_600_000, '3 d 04 h'],
])('%d ms is %s', (ms, text) => expect(spanText(ms)).toBe(text));

test('a due instant is ahead, late, or none', () => {
  const now = at('2026-03-02T09:00:00.000Z');
  expect(dueText('2026-03-02T09:08:00.000Z', now)).toBe('in 8 m 00 s');
  expect(dueText('2026-03-02T08:59:30.000Z', now)).toBe('0 m 30 s late');
  expect(dueText(null, now)).toBe('no target');
});

test.each([
  ['2026-03-04T09:00:00.000Z', '2026-03-03T10:00:00.000Z'],
  ['2026-03-03T10:00:00.001Z', '2026-03-03T10:00:00.000Z'],
  ['2026-03-03T10:00:00.000Z', '2026-02-24T10:00:00.000Z'],
  ['2026-03-02T23:00:00.000Z', '2026-02-24T10:00:00.000Z'],
  ['2026-01-01T00:00:00.000Z', '2025-12-30T10:00:00.000Z'],
])('seen from %s, last Tuesday morning is %s', (now, tuesday) => {
  expect(lastTuesdayMorning(at(now))).toBe(at(tuesday));
});
