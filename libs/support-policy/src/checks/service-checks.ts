import { repeated, type Located } from '../pack-fault.ts';
import type { PolicyPack } from '../schema/policy-pack.ts';

type Sections<K extends keyof PolicyPack> = Pick<PolicyPack, K>;

export const routingFaults = ({ routing }: Sections<'routing'>): Located[] => [
  ...(routing.domainSuffixes.length === 0 && !routing.otherwise
    ? [{ path: ['routing'], reason: 'no tenant would come here: no domain suffix, no otherwise' }]
    : []),
  ...repeated(
    routing.domainSuffixes,
    (index) => ['routing', 'domainSuffixes', index],
    'domain suffix',
  ),
];

export const channelFaults = ({ channels }: Sections<'channels'>): Located[] =>
  repeated(
    channels.map(({ id }) => id),
    (index) => ['channels', index, 'id'],
    'channel',
  );

/** A phone channel needs numbers (W13, V25), and no country has two entries. */
export function phoneFaults(pack: Sections<'channels' | 'phoneDirectory'>): Located[] {
  const offersPhone = pack.channels.some(({ id }) => id === 'phone');
  if (pack.phoneDirectory === undefined) {
    return offersPhone
      ? [{ path: ['phoneDirectory'], reason: 'missing: there is a phone channel' }]
      : [];
  }
  const countries = pack.phoneDirectory.entries.flatMap((entry, at) =>
    entry.countries.map((name, index) => ({
      name,
      path: ['phoneDirectory', 'entries', at, 'countries', index],
    })),
  );
  return repeated(
    countries.map(({ name }) => name),
    (index) => countries[index]?.path ?? [],
    'country',
  );
}

export const pointerFaults = ({ nonAdministrators }: Sections<'nonAdministrators'>): Located[] =>
  repeated(
    nonAdministrators.pointers.map(({ id }) => id),
    (index) => ['nonAdministrators', 'pointers', index, 'id'],
    'pointer',
  );

/** The version of a notice can be required only where there is one, and then it must be (G8). */
export function privacyFaults(pack: Sections<'intake' | 'privacyNotice'>): Located[] {
  const required = pack.intake.requires.includes('privacy-notice-version');
  if (required === (pack.privacyNotice !== undefined)) return [];
  return required
    ? [{ path: ['privacyNotice'], reason: 'missing: the intake requires its version' }]
    : [{ path: ['intake', 'requires'], reason: 'privacy-notice-version is missing' }];
}
