import { phoneListing, type CompiledPack } from '@caseline/support-policy';
import type { ChannelsAnswer } from './policy-answers.ts';

/** What a pack tells customers about reaching the provider (W13, V25, V29, G5 to G8). */
export function channelsOf(pack: CompiledPack, country: string | null): ChannelsAnswer {
  const { content } = pack;
  const { contactMethods } = content.intake;
  const { explanation, pointers } = content.nonAdministrators;
  return {
    pack: pack.policyVersion,
    channels: content.channels.map(({ id, where }) => ({ id, where })),
    kinds: Object.entries(content.kinds).map(([kind, { name, hoursLabel, languages }]) => ({
      kind,
      name,
      hours: hoursLabel,
      languages: [...languages],
    })),
    contactMethods: [...contactMethods],
    phone: phoneOf(pack, country),
    directory: (content.phoneDirectory?.entries ?? []).map(({ countries, numbers }) => ({
      countries: [...countries],
      numbers: numbers.map((number) => ({ ...number })),
    })),
    nonAdministrators: { explanation, pointers: pointers.map((pointer) => ({ ...pointer })) },
    referrals: referralsOf(pack),
    privacyNotice: content.privacyNotice === undefined ? null : { ...content.privacyNotice },
  };
}

const referralsOf = ({ content }: CompiledPack): ChannelsAnswer['referrals'] =>
  Object.entries(content.declineReasons).map(([reason, told]) => ({ reason, ...told }));

/** The numbers for a country; for an unknown one the path that the directory has for all others. */
function phoneOf(pack: CompiledPack, country: string | null): ChannelsAnswer['phone'] {
  const listing = phoneListing(pack, country ?? '');
  if (listing === undefined) return null;
  if (!listing.listed) {
    const { path, notes } = listing;
    return { country, listed: false, numbers: [], hours: null, path, notes: [...notes] };
  }
  const { entry, notes } = listing;
  return {
    country,
    listed: true,
    numbers: entry.numbers.map((number) => ({ ...number })),
    hours: entry.hours?.label ?? null,
    path: null,
    notes: [...entry.notes, ...notes],
  };
}
