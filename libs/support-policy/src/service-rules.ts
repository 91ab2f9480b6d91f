import type { CompiledPack } from './compiled-pack.ts';
import type { PolicyPack } from './schema/policy-pack.ts';
import {
  SUPPORT_KINDS,
  type Channel,
  type DeclineReason,
  type IntakeField,
  type SubscriptionState,
  type SupportKind,
} from './vocabulary.ts';

const DAY_MS = 86_400_000;

/**
 * The pack of a tenant by its domains (G1): the longest suffix that any of them ends with, else the
 * pack for all others. Undefined where no pack takes them.
 */
export function routeByDomains(
  packs: Iterable<CompiledPack>,
  domains: readonly string[],
): CompiledPack | undefined {
  let route: { readonly pack: CompiledPack; readonly length: number } | undefined;
  for (const pack of packs) {
    const length = matchLength(pack, domains);
    if (length !== undefined && length > (route?.length ?? -1)) route = { pack, length };
  }
  return route?.pack;
}

/** Length of the longest suffix that matches; 0 for the pack of all others. */
function matchLength({ content }: CompiledPack, domains: readonly string[]): number | undefined {
  const { domainSuffixes, otherwise } = content.routing;
  const matching = domainSuffixes.filter((suffix) =>
    domains.some((domain) => endsWithDomain(domain.toLowerCase(), suffix)),
  );
  if (matching.length > 0) return Math.max(...matching.map((suffix) => suffix.length));
  return otherwise ? 0 : undefined;
}

/** `contoso.onmicrosoft.de` ends with `onmicrosoft.de`; `notonmicrosoft.de` does not. */
const endsWithDomain = (domain: string, suffix: string): boolean =>
  domain === suffix || domain.endsWith(`.${suffix}`);

/** The kind that a word stands for: its own name or an alias of the pack (G9); only if offered. */
export function kindNamed(pack: CompiledPack, word: string): SupportKind | undefined {
  return SUPPORT_KINDS.find((kind) => {
    const offer = pack.content.kinds[kind];
    return offer !== undefined && (kind === word || offer.aliases.includes(word));
  });
}

/** The kinds of support the pack offers (V1). */
export const offeredKinds = (pack: CompiledPack): readonly SupportKind[] =>
  SUPPORT_KINDS.filter((kind) => pack.content.kinds[kind] !== undefined);

type Category = NonNullable<PolicyPack['kinds'][SupportKind]>['categories'][number];

/** The categories of a kind (V6, V7, V9); empty where the pack names none. */
export const categoriesOf = (pack: CompiledPack, kind: SupportKind): readonly Category[] =>
  pack.content.kinds[kind]?.categories ?? [];

/** Whether support is given for a subscription in that state (V2). */
export const supportsSubscription = (pack: CompiledPack, state: SubscriptionState): boolean =>
  pack.content.subscriptionStates.includes(state);

/** What an intake through the channel must state, in the order of the pack (W5, W12, G8). */
export function requiredIntakeFields(pack: CompiledPack, channel: Channel): readonly IntakeField[] {
  const own = pack.content.channels.find(({ id }) => id === channel)?.requires ?? [];
  return [...new Set([...pack.content.intake.requires, ...own])];
}

/** Whether cases come in through the channel (V25). */
export const offersChannel = (pack: CompiledPack, channel: Channel): boolean =>
  pack.content.channels.some(({ id }) => id === channel);

/** How long after its resolution a case can be reopened, in milliseconds. */
export const reopenWindowMs = (pack: CompiledPack): number =>
  pack.content.reopenWindowDays * DAY_MS;

/** The question after a resolution (V28), and for how many milliseconds it can be answered. */
export interface Survey {
  readonly question: string;
  readonly highestScore: number;
  readonly suppressible: boolean;
  readonly answerMs: number;
}

/** The survey of the pack; undefined where it asks nothing. */
export function surveyOf(pack: CompiledPack): Survey | undefined {
  const { survey, reopenWindowDays } = pack.content;
  if (survey === undefined) return undefined;
  const { answerDays = reopenWindowDays, ...asked } = survey;
  return { ...asked, answerMs: answerDays * DAY_MS };
}

/** What a non-administrator is told, and where they are sent (W1, V29). */
export const pointerForNonAdministrator = (pack: CompiledPack): PolicyPack['nonAdministrators'] =>
  pack.content.nonAdministrators;

/** What the customer is told when a case is declined (V4, V5); undefined if not a reason here. */
export const referralFor = (
  pack: CompiledPack,
  reason: DeclineReason,
): PolicyPack['declineReasons'][DeclineReason] => pack.content.declineReasons[reason];

type PhoneEntry = NonNullable<PolicyPack['phoneDirectory']>['entries'][number];

/** Numbers of a country with the notes of the directory (G7), or the path for all others (W13). */
export type PhoneListing =
  | { readonly listed: true; readonly entry: PhoneEntry; readonly notes: readonly string[] }
  | { readonly listed: false; readonly path: string; readonly notes: readonly string[] };

/** What the phone directory says for a country; undefined for a pack without phone support. */
export function phoneListing(pack: CompiledPack, country: string): PhoneListing | undefined {
  const directory = pack.content.phoneDirectory;
  if (directory === undefined) return undefined;
  const { entries, notes, notListed } = directory;
  const entry = entries.find(({ countries }) => countries.includes(country));
  return entry === undefined
    ? { listed: false, path: notListed, notes }
    : { listed: true, entry, notes };
}
