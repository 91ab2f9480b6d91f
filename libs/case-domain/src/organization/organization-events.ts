import { EventDefinition, type DecidedEvent } from '@caseline/event-sourcing';
import { z } from 'zod';
import {
  code,
  country,
  instant,
  line,
  organizationId,
  subscriptionState,
  tenantDomains,
  zone,
} from '../vocabulary.ts';

const profile = {
  name: line,
  domains: tenantDomains,
  country,
  zone,
  subscription: subscriptionState,
};

/** Whether the organization is asked surveys (V28); before anybody could say so, all were. */
const surveyed = z.boolean();
const asked = <Data extends object>(data: Data) => ({ ...data, surveyed: true });

const registered = {
  organizationId,
  /** The pack that serves the organization, found by its domains (G1). */
  packId: code,
  ...profile,
};

const organizationRegistered = EventDefinition.v1(
  'OrganizationRegistered',
  z.strictObject(registered),
).next(z.strictObject({ ...registered, surveyed }), asked);

/** The whole profile as it is from now on; the pack changes with it only when a domain moved. */
const organizationCorrected = EventDefinition.v1(
  'OrganizationCorrected',
  z.strictObject({ packId: code, ...profile }),
).next(z.strictObject({ packId: code, ...profile, surveyed }), asked);

const agreementSigned = EventDefinition.v1(
  'AgreementSigned',
  z.strictObject({
    agreementId: code,
    /** What it entitles to: `advanced` for severity A in the shipped packs (V22). */
    kind: code,
    validFrom: instant,
    validTo: instant.nullable(),
  }),
);

/** Ended before its time; what was granted under it stays granted (default 8). */
const agreementEnded = EventDefinition.v1(
  'AgreementEnded',
  z.strictObject({ agreementId: code, endedAt: instant }),
);

/** Every event of an organization's stream by its type. */
export const organizationEvents = {
  OrganizationRegistered: organizationRegistered,
  OrganizationCorrected: organizationCorrected,
  AgreementSigned: agreementSigned,
  AgreementEnded: agreementEnded,
} as const;

type Definitions = typeof organizationEvents;
export type OrganizationEventType = keyof Definitions;

/** The data of an event type, as today's schema has it. */
export type OrganizationEventData<Type extends OrganizationEventType> =
  Definitions[Type] extends EventDefinition<string, infer Data> ? Data : never;

/** An event of an organization as a decision states it. */
export type OrganizationEvent = {
  [Type in OrganizationEventType]: DecidedEvent<Type, OrganizationEventData<Type>>;
}[OrganizationEventType];
