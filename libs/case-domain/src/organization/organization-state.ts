import type { Instant } from '@caseline/event-sourcing';
import type { Entitlement, SubscriptionState } from '../vocabulary.ts';

/** What an organization has signed; ended agreements stay in its history. */
export interface Agreement {
  readonly agreementId: string;
  /** What it entitles to, such as `advanced`. */
  readonly kind: string;
  readonly validFrom: Instant;
  /** The end that was agreed; null: open-ended. */
  readonly validTo: Instant | null;
  /** When it was ended before its time. */
  readonly endedAt: Instant | null;
}

/** A customer's organization as its events have made it; `organizationId` is null before them. */
export interface OrganizationState {
  readonly organizationId: string | null;
  readonly name: string | null;
  readonly packId: string | null;
  readonly domains: readonly string[];
  readonly country: string | null;
  readonly zone: string | null;
  readonly subscription: SubscriptionState | null;
  /** False for one that is left out of surveys, where its pack lets it be (V28). */
  readonly surveyed: boolean;
  readonly agreements: readonly Agreement[];
}

export const initialOrganizationState: OrganizationState = {
  organizationId: null,
  name: null,
  packId: null,
  domains: [],
  country: null,
  zone: null,
  subscription: null,
  surveyed: true,
  agreements: [],
};

/** When the agreement stops to entitle: the earlier of its agreed and its early end. */
export function endOf({ validTo, endedAt }: Agreement): Instant | null {
  if (validTo === null || endedAt === null) return endedAt ?? validTo;
  return endedAt < validTo ? endedAt : validTo;
}

/**
 * The agreement of a kind that is valid at the instant (V22): from its first instant on, up to and
 * without its last. Undefined when there is none.
 */
export function agreementAt(
  organization: OrganizationState,
  kind: string,
  at: Instant,
): Agreement | undefined {
  return organization.agreements.find((agreement) => {
    const end = endOf(agreement);
    return agreement.kind === kind && agreement.validFrom <= at && (end === null || at < end);
  });
}

/** What an event copies of the agreement that entitled to it (V22). */
export const entitlementOf = (agreement: Agreement): Entitlement => ({
  agreementId: agreement.agreementId,
  validFrom: agreement.validFrom,
  validTo: endOf(agreement),
});
