import { describe, expect, test } from '@jest/globals';
import {
  calendarFor,
  highestSeverity,
  offeredKinds,
  phoneListing,
  pointerForNonAdministrator,
  requiredIntakeFields,
  shippedPack,
  targetFor,
  type Severity,
  type SupportKind,
} from './index.ts';

const worldwide = shippedPack('worldwide');

const inShanghai = { zone: 'Asia/Shanghai', country: 'CN' };
const at = (kind: SupportKind, severity: Severity | null, where = inShanghai) => ({
  kind,
  severity,
  ...where,
});

describe('worldwide', () => {
  test('W1 "You must be an admin": others go to consumer support', () => {
    const { explanation, pointers } = pointerForNonAdministrator(worldwide);
    expect(explanation).toContain('You must be an admin for a business subscription');
    expect(pointers.map(({ id }) => id)).toEqual(['consumer-support']);
  });

  test('W5 "confirm your contact number and email address": six things to state', () => {
    expect(requiredIntakeFields(worldwide, 'portal')).toEqual([
      'description',
      'phone',
      'email',
      'phone-confirmation',
      'email-confirmation',
      'contact-method',
    ]);
    expect(worldwide.content.intake.contactMethods).toEqual(['phone', 'email']);
  });

  test('W12 "have your account details ready when you call"', () => {
    expect(requiredIntakeFields(worldwide, 'phone')).toContain('account-identifier');
  });

  test.each([
    ['America/New_York', 'US', '2026-03-09T13:00:00Z', '2026-03-09T21:00:00Z'],
    ['Europe/London', 'GB', '2026-03-09T09:00:00Z', '2026-03-09T17:00:00Z'],
    ['Australia/Sydney', 'AU', '2026-03-08T22:00:00Z', '2026-03-09T07:00:00Z'],
  ])('W8 billing "9 AM-5 PM (9 AM-6 PM in Australia), Monday-Friday" in %s', (...row) => {
    const [zone, country, opens, closes] = row;
    const calendar = calendarFor(worldwide, at('billing', null, { zone, country }));
    const sunday = Date.parse('2026-03-08T12:00:00Z');
    expect(calendar?.nextOpen(sunday)).toBe(Date.parse(opens));
    expect(calendar?.isOpen(Date.parse(closes) - 1)).toBe(true);
    expect(calendar?.isOpen(Date.parse(closes))).toBe(false);
    expect(worldwide.content.kinds.billing?.languages).toEqual(['en']);
  });

  test('W9 "Technical support is provided in English 24 hours a day, 7 days a week"', () => {
    const calendar = calendarFor(worldwide, at('technical', null));
    const sundayNight = Date.parse('2026-03-08T03:00:00Z');
    expect(calendar?.elapsed(sundayNight, sundayNight + 7 * 86_400_000)).toBe(7 * 86_400_000);
    expect(worldwide.content.kinds.technical?.languages).toEqual(['en']);
  });

  test.each([
    ['US', '1 800 865 9408'],
    ['CA', '1 800 865 9408'],
    ['AU', '1 800 197 503'],
    ['GB', '0800 032 6417'],
  ])('W13 the number for %s is %s', (country, number) => {
    expect(phoneListing(worldwide, country)).toMatchObject({
      listed: true,
      entry: { numbers: [{ number }] },
    });
  });

  test('W13 other countries find a "not listed" path', () => {
    const listing = phoneListing(worldwide, 'NZ');
    expect(listing?.listed).toBe(false);
    expect(listing).toMatchObject({ path: expect.stringContaining('not in this list') });
  });

  test('W14 "no target": there are no severities and no targets', () => {
    for (const kind of offeredKinds(worldwide)) {
      expect(highestSeverity(worldwide, kind)).toBeNull();
      const objective = 'first-response';
      expect(targetFor(worldwide, { ...at(kind, null), objective })).toBeUndefined();
    }
  });
});
