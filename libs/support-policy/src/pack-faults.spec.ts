import { describe, expect, test } from '@jest/globals';
import { parsePack, shippedPackText } from './index.ts';

const { text: china } = shippedPackText('china-21vianet');
const { text: worldwide } = shippedPackText('worldwide');

const FILE = 'my-pack.yaml';

/** `path: reason` of every fault, after replacing one piece of a shipped pack by another. */
function faultsAfter(text: string, ...changes: readonly (readonly [string, string])[]): string[] {
  let changed = text;
  for (const [from, to] of changes) {
    if (!changed.includes(from)) throw new Error(`the pack does not hold ${from}`);
    changed = changed.replace(from, to);
  }
  const parsing = parsePack(changed, FILE);
  return parsing.ok ? [] : parsing.faults.map(({ path, reason }) => `${path}: ${reason}`);
}

describe('a pack is refused with path and reason', () => {
  test('what is sound has no fault', () => {
    expect(faultsAfter(china)).toEqual([]);
  });

  test('the same key twice is broken YAML', () => {
    const [fault] = faultsAfter(china, ['version: 2\nname', 'version: 2\nversion: 3\nname']);
    expect(fault).toMatch(/^: line 7, column 1: Map keys must be unique/);
  });

  test('every unknown key is a fault of its own, at any depth', () => {
    expect(
      faultsAfter(
        china,
        ['name: Services', 'nickname: CN\ncolour: red\nname: Services'],
        ['    name: Critical', '    nmae: Urgent\n    name: Critical'],
      ),
    ).toEqual(['severities/A/nmae: unknown key', 'nickname: unknown key', 'colour: unknown key']);
  });

  test('unknown kinds, severities and objectives', () => {
    expect(
      faultsAfter(
        china,
        ['  pre-sales: { B: *severity-b, C: *severity-c } # default 10', '  hardware: {}'],
        ['highestSeverity: A', 'highestSeverity: D'],
        ['next-update: { minutes: 240, label: 4 hours }', 'apology: { minutes: 5, label: x }'],
      ),
    ).toEqual([
      'kinds/technical/highestSeverity: not a rating: A, B, C, unrated',
      'targets/technical/A/apology: unknown key',
      'targets/hardware: unknown key',
    ]);
  });

  test('what is missing is called missing', () => {
    expect(
      faultsAfter(china, ['id: china-21vianet\n', ''], ['warnAtPercent: 75 # ours\n', '']),
    ).toEqual(['id: missing', 'warnAtPercent: missing']);
  });

  test.each(['0', '100', '75.5'])('warnAtPercent is a whole percentage, not %s', (value) => {
    const [fault] = faultsAfter(china, ['warnAtPercent: 75', `warnAtPercent: ${value}`]);
    expect(fault).toMatch(/^warnAtPercent: not (a whole number|from 1 to 99)$/);
  });

  test('V23 a target for a severity that the kind does not offer', () => {
    expect(
      faultsAfter(china, [
        'billing: { B: *severity-b',
        'billing: { A: *severity-c, B: *severity-b',
      ]),
    ).toEqual(['targets/billing/A: A is not offered: the highest severity of billing is B']);
  });

  test('a hole in the matrix of kind, severity and target', () => {
    expect(faultsAfter(china, ['  billing: { B: *severity-b, C:', '  billing: { C:'])).toEqual([
      'targets/billing/B/first-response: missing: billing has this target for another severity',
      'targets/billing/B/next-update: missing: billing has this target for another severity',
      'targets/billing/B/customer-answer: missing: billing has this target for another severity',
    ]);
  });

  test('a hole in the matrix of kind, severity and calendar, and too much of it', () => {
    expect(
      faultsAfter(china, ['B: every-day, C: every-day }', 'B: every-day, unrated: every-day }']),
    ).toEqual([
      'kinds/technical/calendars/C: missing: technical offers C',
      'kinds/technical/calendars/unrated: ' +
        'unrated is not offered: the highest severity of technical is A',
    ]);
  });

  test('calendars that are not there, and those that nothing uses', () => {
    expect(
      faultsAfter(worldwide, [
        'countries: { AU: office-hours-australia }',
        'countries: { AU: beach-hours }',
      ]),
    ).toEqual([
      'kinds/pre-sales/calendars/unrated/countries/AU: there is no calendar beach-hours',
      'kinds/billing/calendars/unrated/countries/AU: there is no calendar beach-hours',
      'kinds/subscription/calendars/unrated/countries/AU: there is no calendar beach-hours',
      'calendars/2/id: calendar office-hours-australia is never used',
    ]);
  });

  test('a calendar is checked by its own rules', () => {
    expect(
      faultsAfter(
        china,
        ['zone: Asia/Shanghai\n    weekly: &always', 'zone: Asia/Atlantis\n    weekly: &always'],
        ['- 2025-01-28', '- 2025-01-01'],
      ),
    ).toEqual([
      'calendars/0/zone: unknown zone "Asia/Atlantis": give an IANA name',
      'calendars/2/holidays/1: 2025-01-01 is listed twice',
    ]);
  });

  test('duplicate ids', () => {
    expect(
      faultsAfter(
        china,
        ['- id: every-day', '- id: around-the-clock'],
        ['{ id: renew,', '{ id: sign-up,'],
        ['- id: sharepoint-down', '- id: widespread-mail-trouble'],
        ['- { id: phone, where', '- { id: portal, where'],
      ),
    ).toEqual([
      'kinds/billing/categories/3/id: category sign-up is stated twice',
      'kinds/subscription/categories/3/id: category sign-up is stated twice',
      'calendars/1/id: calendar around-the-clock is stated twice',
      'kinds/technical/calendars/B: there is no calendar every-day',
      'kinds/technical/calendars/C: there is no calendar every-day',
      'assessment/symptoms/1/id: id widespread-mail-trouble is stated twice',
      'channels/1/id: channel portal is stated twice',
    ]);
  });

  test('a hole in the assessment, a pair twice, and names that are not there', () => {
    expect(
      faultsAfter(
        china,
        ['{ issueType: minor, impact: partial,', '{ issueType: minor, impact: minimal,'],
        ['{ issueType: impaired, impact: minimal,', '{ issueType: haunted, impact: minimal,'],
      ),
    ).toEqual([
      'assessment/outcomes/8: outcome of minor × minimal is stated twice',
      'assessment/outcomes/5/issueType: there is no issue type haunted',
      'assessment/outcomes: no outcome for impaired × minimal',
      'assessment/outcomes: no outcome for minor × partial',
    ]);
  });

  test('V11 to V13 an example that the table assesses otherwise', () => {
    expect(
      faultsAfter(china, [
        '{ issueType: unusable, impact: widespread, severity: A, rule: V11 }',
        '{ issueType: unusable, impact: widespread, severity: B, rule: V11 }',
      ]),
    ).toEqual(
      [0, 1, 2].map(
        (index) =>
          `assessment/symptoms/${index}/severity: unusable × widespread is assessed as B, not A`,
      ),
    );
  });

  test('severities that are offered and not described, described and not offered', () => {
    expect(faultsAfter(china, ['    highestSeverity: A', '    highestSeverity: B'])).toEqual([
      'kinds/technical/calendars/A: A is not offered: the highest severity of technical is B',
      'severities/A: no support kind offers severity A',
      'severityControl/lowering/from/A: no support kind offers severity A',
      'assessment/outcomes/0/severity: no support kind offers severity A',
      'targets/technical/A: A is not offered: the highest severity of technical is B',
    ]);
    expect(faultsAfter(worldwide, ['highestSeverity: unrated', 'highestSeverity: C'])).toEqual([
      'kinds/technical/calendars/C: missing: technical offers C',
      'kinds/technical/calendars/unrated: ' +
        'unrated is not offered: the highest severity of technical is C',
      'severities/C: missing: a support kind offers severity C',
      'assessment: missing: the pack offers severities',
      'severityControl: missing: the pack offers severities',
    ]);
  });

  test('V21 lowering is never automatic and never by the customer', () => {
    expect(
      faultsAfter(
        china,
        ['by: provider\n    automatic', 'by: customer\n    automatic'],
        ['automatic: false', 'automatic: true'],
      ),
    ).toEqual([
      'severityControl/lowering/by: only the provider can lower a severity',
      'severityControl/lowering/automatic: the engine never lowers a severity by itself',
    ]);
  });

  test.each(['0', '366', 'soon'])('V28 a survey is open from 1 to 365 days, not %s', (value) => {
    const [fault] = faultsAfter(china, ['answerDays: 14', `answerDays: ${value}`]);
    expect(fault).toMatch(/^survey\/answerDays: not (a whole number|from 1 to 365)$/);
  });

  test('V28 the scale of a survey, and what a survey does not have', () => {
    const highest: readonly [string, string] = ['highestScore: 5', 'highestScore: 11'];
    const answer: readonly [string, string] = ['answerDays: 14', 'answerHours: 14'];
    expect(faultsAfter(china, highest, answer)).toEqual([
      'survey/highestScore: not from 1 to 10',
      'survey/answerHours: unknown key',
    ]);
  });

  test('an amount is either minutes or business days', () => {
    expect(
      faultsAfter(china, [
        '{ minutes: 60, label: 1 hour } # V14',
        '{ minutes: 60, businessDays: 1, label: x }',
      ]),
    ).toEqual(['targets/technical/A/first-response: give either minutes or businessDays']);
  });

  test('clocks: a start that cannot be, a missing one, one too much', () => {
    expect(
      faultsAfter(
        china,
        ['next-update: { startsAt: provider-contact', 'next-update: { startsAt: opening'],
        ['customer-answer: { startsAt: information-request', 'resolution: { startsAt: opening'],
      ),
    ).toEqual([
      'clocks/next-update/startsAt: next-update starts at provider-contact, not at opening',
      'clocks/resolution: too much: no target has this objective',
      'clocks/customer-answer: missing: a target needs it',
    ]);
  });

  test('G1, G8, G9, W13: routing, notice, aliases, languages and phone hang together', () => {
    expect(
      faultsAfter(
        worldwide,
        ['domainSuffixes: [onmicrosoft.com]', 'domainSuffixes: []'],
        ['otherwise: true', 'otherwise: false'],
        ['aliases: []', 'aliases: [billing]'],
        ['languages: [en] # W9', 'languages: [fr]'],
        ['requires: [description,', 'requires: [privacy-notice-version, description,'],
        ['countries: [AU]', 'countries: [US]'],
      ),
    ).toEqual([
      'routing: no tenant would come here: no domain suffix, no otherwise',
      'kinds/technical/aliases/0: billing is already the name or alias of a kind',
      'kinds/technical/languages/0: fr is not among the locales of the pack',
      'phoneDirectory/entries/1/countries/0: country US is stated twice',
      'privacyNotice: missing: the intake requires its version',
    ]);
  });

  test('a broken section hides no fault of another', () => {
    const faults = faultsAfter(
      china,
      ['warnAtPercent: 75', 'warnAtPercent: often'],
      ['calendars: { A: around-the-clock,', 'calendars: { A: never,'],
    );
    expect(faults).toEqual([
      'warnAtPercent: not a whole number',
      'kinds/technical/calendars/A: there is no calendar never',
      'calendars/0/id: calendar around-the-clock is never used',
    ]);
  });
});
