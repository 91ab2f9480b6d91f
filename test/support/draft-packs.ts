/** Drafts of the next version of a shipped pack, as somebody would edit its file. */
import { shippedPackText } from '@caseline/support-policy';

const EVERY_DAY_WEEKEND =
  /(id: every-day\n {4}version: )1([^]*?)\n {6}- \[6, [^]*?\n {6}- \[7, [^\n]*/;

/** Severities B and C of `china-21vianet` on Mondays to Fridays, instead of on every day. */
export function mondayToFriday(): string {
  const text = china();
  return changed(text, EVERY_DAY_WEEKEND, '$12$2');
}

/** The text as the version after it. */
export const nextVersion = (text: string): string => changed(text, /^version: 2$/m, 'version: 3');

/** The text with a change; fails where the pack has no such place any more. */
export function changed(text: string, place: RegExp, by: string): string {
  const edited = text.replace(place, by);
  if (edited === text) throw new Error(`the pack has no ${String(place)}`);
  return edited;
}

const china = (): string => nextVersion(shippedPackText('china-21vianet').text);

/** Drafts of `china-21vianet`, each with one change of another kind. */
export const drafts = {
  'Mondays to Fridays': mondayToFriday,
  'severity A without an agreement': () => changed(china(), /^ {4}agreement: advanced.*\n/m, ''),
  'severity A under an agreement that nobody has': () =>
    changed(china(), /agreement: advanced/, 'agreement: platinum'),
  'shorter targets': () => changed(china(), /minutes: 60, label: 1 hour/g, 'minutes: 20, label: x'),
  'updates that are owed while the customer is asked': () =>
    changed(
      china(),
      /(next-update: \{ startsAt: provider-contact, pausesForCustomer: )true/,
      '$1false',
    ),
  'another assessment': () => changed(china(), IMPAIRED, '$1C'),
  'a promise that there was none of': () => withResolution(china()),
  'no promise of updates': () => changed(china(), /^ {2,6}next-update: .*\n/gm, ''),
} as const;

/** Row and symptoms of a partial impairment, up to the severity. */
const IMPAIRED = /(issueType: impaired,?\s+impact: partial,?\s+severity: )B/g;

/** Resolution is promised from triage on, for every severity. */
function withResolution(text: string): string {
  const clock = '  resolution: { startsAt: triage, pausesForCustomer: true }\n';
  const target = '      resolution: { businessDays: 2, label: 2 business days }\n';
  const clocked = changed(text, /^clocks:\n/m, `clocks:\n${clock}`);
  return changed(
    clocked,
    /^( {4}A:| {4}B: &severity-b| {4}C: &severity-c)\n(?= {6}first)/gm,
    `$1\n${target}`,
  );
}
