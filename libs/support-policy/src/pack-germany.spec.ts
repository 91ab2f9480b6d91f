import { describe, expect, test } from '@jest/globals';
import {
  calendarFor,
  kindNamed,
  phoneListing,
  requiredIntakeFields,
  routeByDomains,
  shippedPack,
  type Severity,
  type SupportKind,
} from './index.ts';

const worldwide = shippedPack('worldwide');
const china = shippedPack('china-21vianet');
const germany = shippedPack('germany');

const inShanghai = { zone: 'Asia/Shanghai', country: 'CN' };
const at = (kind: SupportKind, severity: Severity | null, where = inShanghai) => ({
  kind,
  severity,
  ...where,
});

describe('germany', () => {
  const packs = [worldwide, china, germany];

  test.each([
    [['contoso.onmicrosoft.de'], 'germany'],
    [['contoso.de', 'Contoso.OnMicrosoft.DE'], 'germany'],
    [['contoso.partner.onmschina.cn'], 'china-21vianet'],
    [['contoso.onmicrosoft.com'], 'worldwide'],
    [['notonmicrosoft.de'], 'worldwide'],
    [[], 'worldwide'],
  ])('G1 "which has domains ending onmicrosoft.de": %j goes to %s', (domains, packId) => {
    expect(routeByDomains(packs, domains)?.id).toBe(packId);
    expect(routeByDomains(packs.toReversed(), domains)?.id).toBe(packId);
  });

  test('without a pack for all others nobody takes the rest', () => {
    expect(routeByDomains([china, germany], ['contoso.com'])).toBeUndefined();
  });

  test('G5 billing "Mon-Fri 9-5 Berlin", with summer time (default 13), in both languages', () => {
    const calendar = calendarFor(germany, at('billing', null));
    const saturdays = ['2026-03-28T12:00:00Z', '2026-01-03T12:00:00Z'];
    const mondays = saturdays.map((start) => calendar?.nextOpen(Date.parse(start)));
    expect(mondays).toEqual(
      ['2026-03-30T07:00:00Z', '2026-01-05T08:00:00Z'].map((start) => Date.parse(start)),
    );
    expect(germany.content.kinds.billing?.languages).toEqual(['de', 'en']);
  });

  test('G6 the numbers of Germany and of the rest of the EEA, with hours and charges', () => {
    expect(phoneListing(germany, 'DE')).toMatchObject({
      entry: { numbers: [{ number: '0800 589 2330' }, { number: '069 380 789 305' }] },
    });
    for (const country of ['AT', 'FR', 'NO', 'IS']) {
      expect(phoneListing(germany, country)).toMatchObject({
        listed: true,
        entry: {
          numbers: [{ number: '+49 69 380 789 305' }],
          hours: { label: 'Mon-Fri 9-5 Berlin(UTC+1)' },
          notes: ['International call charges apply'],
        },
      });
    }
  });

  test('G7 "Call charges can be avoided by submitting a support ticket": with every number', () => {
    const note = 'Call charges can be avoided by submitting a support ticket';
    expect(phoneListing(germany, 'DE')?.notes).toEqual([note]);
    expect(phoneListing(germany, 'FR')?.notes).toEqual([note]);
  });

  test('G8 a privacy notice applies: the intake states the version shown', () => {
    expect(germany.content.privacyNotice?.version).toBe('1');
    expect(requiredIntakeFields(germany, 'portal')).toContain('privacy-notice-version');
    expect(requiredIntakeFields(china, 'portal')).not.toContain('privacy-notice-version');
  });

  test('G9 "account" maps to subscription', () => {
    expect(kindNamed(germany, 'account')).toBe('subscription');
    expect(kindNamed(germany, 'billing')).toBe('billing');
    expect(kindNamed(china, 'account')).toBeUndefined();
  });
});
