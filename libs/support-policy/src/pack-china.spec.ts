import { describe, expect, test } from '@jest/globals';
import {
  categoriesOf,
  offeredKinds,
  pointerForNonAdministrator,
  referralFor,
  reopenWindowMs,
  shippedPack,
  supportsSubscription,
  surveyOf,
} from './index.ts';

const china = shippedPack('china-21vianet');

describe('china-21vianet', () => {
  test('V1 "technical, pre-sales, billing and subscription support": exactly these kinds', () => {
    expect(offeredKinds(china)).toEqual(['technical', 'pre-sales', 'billing', 'subscription']);
  });

  test('V2 "for both paid and trial subscriptions"', () => {
    expect(supportsSubscription(china, 'paid')).toBe(true);
    expect(supportsSubscription(china, 'trial')).toBe(true);
  });

  test('V4, V5 declining for the customer network or a third party comes with a referral', () => {
    expect(referralFor(china, 'customer-network')?.explanation).toContain('customer networks');
    expect(referralFor(china, 'third-party')?.referral).toContain('vendor');
  });

  test('V6, V7, V9 categories: five of pre-sales, six of billing, two technical', () => {
    expect(categoriesOf(china, 'pre-sales')).toHaveLength(5);
    expect(categoriesOf(china, 'billing').map(({ id }) => id)).toEqual([
      'sign-up',
      'convert-a-trial',
      'understand-the-bill',
      'renew',
      'add-or-remove-licences',
      'cancel',
    ]);
    expect(categoriesOf(china, 'technical').map(({ id }) => id)).toEqual([
      'installation-and-setup',
      'configuration',
    ]);
  });

  test('V25 "Support > New service request", phone fallback (86) 400-089-0365', () => {
    expect(china.content.channels.map(({ id, where }) => [id, where])).toEqual([
      ['portal', 'Support > New service request'],
      ['phone', '(86) 400-089-0365'],
    ]);
  });

  test('V28 one survey, suppressible', () => {
    expect(surveyOf(china)).toMatchObject({ highestScore: 5, suppressible: true });
    expect(surveyOf(china)?.answerMs).toBe(14 * 86_400_000);
  });

  test('V29 non-administrators go to the community forums and their own administrator', () => {
    expect(pointerForNonAdministrator(china).pointers.map(({ id }) => id)).toEqual([
      'community-forums',
      'own-administrator',
    ]);
  });

  test('a case can be reopened for seven days', () => {
    expect(reopenWindowMs(china)).toBe(604_800_000);
  });
});
