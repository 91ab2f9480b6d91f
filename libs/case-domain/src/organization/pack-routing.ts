import type { Rejection } from '@caseline/event-sourcing';
import { routeByDomains } from '@caseline/support-policy';
import { reject, type RejectionCode } from '../rejections.ts';
import type { OrganizationContext } from './organization-command.ts';

/**
 * The pack that serves a tenant: routed by its domains (G1). A pack may be named for domains that
 * no pack claims by a suffix, as those of a pack of one's own.
 */
export function packServing(
  domains: readonly string[],
  named: string | null,
  { packs }: OrganizationContext,
): string | Rejection<RejectionCode> {
  const routed = routeByDomains(packs, domains);
  if (named === null) return routed?.id ?? reject('no-pack-for-domains', { domains });
  if (!packs.some(({ id }) => id === named)) {
    return reject('pack-unknown', { packs: packs.map(({ id }) => id) });
  }
  const claiming = packs.filter(
    ({ content }) => !content.routing.otherwise && content.routing.domainSuffixes.length > 0,
  );
  const claimedBy = routeByDomains(claiming, domains)?.id ?? named;
  return claimedBy === named ? named : reject('pack-claimed-by-domain', { packId: claimedBy });
}
