import { describe, expect, test } from '@jest/globals';
import {
  assess,
  customerMayPropose,
  dutiesFor,
  entitlementFor,
  highestSeverity,
  loweringRule,
  shippedPack,
  targetFor,
  type Severity,
  type SupportKind,
} from './index.ts';

const china = shippedPack('china-21vianet');
const worldwide = shippedPack('worldwide');

const inShanghai = { zone: 'Asia/Shanghai', country: 'CN' };
const at = (kind: SupportKind, severity: Severity | null, where = inShanghai) => ({
  kind,
  severity,
  ...where,
});

/** When the first response to a case opened at an instant is due, in ISO. */
const due = (kind: SupportKind, severity: Severity, start: string): string => {
  const objective = 'first-response';
  const target = targetFor(china, { ...at(kind, severity), objective });
  if (target === undefined) throw new Error('no target');
  const dueMs = target.calendar.add(Date.parse(start), target.minutes * 60_000);
  return new Date(dueMs).toISOString();
};

describe('china-21vianet', () => {
  test('V10 the provider sets the severity, the customer may propose', () => {
    expect(china.content.severityControl?.setBy).toBe('provider');
    expect(customerMayPropose(china)).toBe(true);
  });

  test.each([
    ['widespread-mail-trouble', 'A', 'V11'],
    ['sharepoint-down', 'A', 'V11'],
    ['no-instant-messages', 'A', 'V11'],
    ['garbled-send-button', 'B', 'V12'],
    ['setting-only-in-powershell', 'B', 'V12'],
    ['password-never-expires', 'C', 'V13'],
    ['contact-not-deletable', 'C', 'V13'],
  ] as const)('V11 to V13: %s is severity %s by %s', (symptomId, severity, rule) => {
    const symptom = china.content.assessment?.symptoms.find(({ id }) => id === symptomId);
    if (symptom === undefined) throw new Error(`no symptom ${symptomId}`);
    const { issueType, impact } = symptom;
    expect(assess(china, { issueType, impact, kind: 'technical' })).toEqual({
      severity,
      rule,
      uncapped: severity,
    });
  });

  test('V23 "For billing and subscription …, the highest severity level is B"', () => {
    expect(highestSeverity(china, 'technical')).toBe('A');
    for (const kind of ['pre-sales', 'billing', 'subscription'] as const) {
      expect(highestSeverity(china, kind)).toBe('B');
      const assessed = assess(china, { issueType: 'unusable', impact: 'widespread', kind });
      expect(assessed).toEqual({ severity: 'B', rule: 'V11', uncapped: 'A' });
    }
  });

  test('an unknown issue type or impact is not assessed', () => {
    const kind = 'technical';
    expect(assess(china, { issueType: 'haunted', impact: 'partial', kind })).toBeUndefined();
    expect(assess(china, { issueType: 'minor', impact: 'cosmic', kind })).toBeUndefined();
    expect(assess(worldwide, { issueType: 'minor', impact: 'partial', kind })).toBeNull();
  });

  test.each([
    ['technical', 'A', 60, '1 hour', 'around-the-clock'],
    ['technical', 'B', 900, '1 business day', 'every-day'],
    ['technical', 'C', 2700, '3 business days', 'every-day'],
    ['billing', 'B', 540, '1 business day', 'office-hours'],
    ['subscription', 'C', 1620, '3 business days', 'office-hours'],
    ['pre-sales', 'B', 540, '1 business day', 'office-hours'],
  ] as const)('V14, V16, V17 first response of %s %s: %i minutes', (...row) => {
    const [kind, severity, minutes, label, id] = row;
    const target = targetFor(china, { ...at(kind, severity), objective: 'first-response' });
    expect(target).toMatchObject({ minutes, label, startsAt: 'opening', pauses: false });
    expect(target?.calendar.id).toBe(id);
  });

  test('V23 there is no target for a severity that the kind does not offer', () => {
    const objective = 'first-response';
    expect(targetFor(china, { ...at('billing', 'A'), objective })).toBeUndefined();
    expect(targetFor(china, { ...at('billing', null), objective })).toBeUndefined();
  });

  test('V18 "reasonable rhythm according to severity levels"', () => {
    const cadence = (['A', 'B', 'C'] as const).map((severity) =>
      targetFor(china, { ...at('technical', severity), objective: 'next-update' }),
    );
    expect(cadence.map((target) => target?.minutes)).toEqual([240, 900, 2700]);
    expect(cadence.map((target) => target?.pauses)).toEqual([true, true, true]);
    const objective = 'resolution';
    expect(targetFor(china, { ...at('technical', 'A'), objective })).toBeUndefined();
  });

  test('V19 "solid business impact statement" and two more for A, V20 one duty for B and C', () => {
    expect(dutiesFor(china, 'A')).toEqual([
      'impact-statement',
      'reachable-contact',
      'confirmed-contact-data',
    ]);
    expect(dutiesFor(china, 'B')).toEqual(['confirmed-contact-data']);
    expect(dutiesFor(china, 'C')).toEqual(['confirmed-contact-data']);
  });

  test('V21 lowering takes two unanswered requests, the last 1 h old for A', () => {
    expect(loweringRule(china, at('technical', 'A'))).toMatchObject({
      reasons: ['resources', 'response'],
      unansweredRequests: 2,
      lastUnansweredMinutes: 60,
      twoStepsAtOnce: 'with-own-reason',
    });
  });

  test('V21 for B the last one is one business day old, on the calendar of the kind', () => {
    expect(loweringRule(china, at('technical', 'B'))?.lastUnansweredMinutes).toBe(900);
    expect(loweringRule(china, at('billing', 'B'))?.lastUnansweredMinutes).toBe(540);
    expect(loweringRule(china, at('technical', 'C'))).toBeUndefined();
    expect(loweringRule(worldwide, at('technical', null))).toBeUndefined();
  });

  test('V22 A is "only available to customers who had signed an advanced" agreement', () => {
    expect(entitlementFor(china, 'A')).toBe('advanced');
    expect(entitlementFor(china, 'B')).toBeNull();
    expect(entitlementFor(china, 'C')).toBeNull();
  });

  test.each([
    // Opened Thursday 30 April 2026 at 17:00: one hour, then Labour Day to 5 May, then Wednesday.
    ['billing', '2026-04-30T09:00:00Z', '2026-05-06T09:00:00.000Z'],
    // Friday 8 May 2026 at 17:00: Saturday 9 May is worked, to 17:00.
    ['billing', '2026-05-08T09:00:00Z', '2026-05-09T09:00:00.000Z'],
    // Friday 13 February 2026 at 18:00: Saturday 14 is worked, a whole day.
    ['subscription', '2026-02-13T10:00:00Z', '2026-02-14T10:00:00.000Z'],
    // Saturday 14 February 2026 at 12:00: six hours; the holiday ends on 23; Tuesday 12:00.
    ['subscription', '2026-02-14T04:00:00Z', '2026-02-24T04:00:00.000Z'],
    // Tuesday 30 September 2025 at 18:00: holidays to 8 October; Thursday 9 to 18:00.
    ['pre-sales', '2025-09-30T10:00:00Z', '2025-10-09T10:00:00.000Z'],
    // Saturday 25 January 2025: Sunday 26 is worked.
    ['pre-sales', '2025-01-25T02:00:00Z', '2025-01-26T10:00:00.000Z'],
  ] as const)('default 10: %s B opened at %s is due at %s', (kind, start, dueAt) => {
    expect(due(kind, 'B', start)).toBe(dueAt);
  });

  test.each([
    // Monday 10:00 in Beijing: 14 hours to midnight, one more on Tuesday.
    ['B', '2024-06-03T02:00:00Z', '2024-06-04T02:00:00.000Z'],
    // Monday at midnight is closed: all of Tuesday, Wednesday, Thursday.
    ['C', '2024-06-03T16:00:00Z', '2024-06-06T16:00:00.000Z'],
    // Chinese New Year is a day like any other (365 days).
    ['B', '2026-02-17T01:00:00Z', '2026-02-17T16:00:00.000Z'],
    // Sunday 03:00 in Beijing: A runs at once.
    ['A', '2026-03-07T19:00:00Z', '2026-03-07T20:00:00.000Z'],
  ] as const)('V24 "9:00 ~24:00 …, 365 days", A "24*7": %s from %s', (severity, start, dueAt) => {
    expect(due('technical', severity, start)).toBe(dueAt);
  });

  test('default 10: PRC holidays and make-up working days of 2025 and 2026', () => {
    const office = china.content.calendars.find(({ id }) => id === 'office-hours');
    const inYear = (dates: readonly string[], year: string) =>
      dates.filter((date) => date.startsWith(year)).length;
    const holidays = office?.holidays ?? [];
    const openings = (office?.openings ?? []).map(([date]) => date);
    expect([inYear(holidays, '2025'), inYear(openings, '2025')]).toEqual([28, 5]);
    expect([inYear(holidays, '2026'), inYear(openings, '2026')]).toEqual([33, 6]);
  });

  test('what is asked a thousand times is compiled once', () => {
    const first = targetFor(china, { ...at('billing', 'B'), objective: 'next-update' });
    const second = targetFor(china, { ...at('billing', 'C'), objective: 'first-response' });
    expect(second?.calendar).toBe(first?.calendar);
  });
});
