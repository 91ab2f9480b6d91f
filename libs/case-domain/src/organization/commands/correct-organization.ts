import { isRejection } from '@caseline/event-sourcing';
import { z } from 'zod';
import { reject } from '../../rejections.ts';
import { code } from '../../vocabulary.ts';
import { defineOrganizationCommand } from '../organization-command.ts';
import type { OrganizationState } from '../organization-state.ts';
import { packServing } from '../pack-routing.ts';
import { profile } from './register-organization.ts';

const schema = z.strictObject({
  name: profile.name.optional(),
  domains: profile.domains.optional(),
  country: profile.country.optional(),
  zone: profile.zone.optional(),
  subscription: profile.subscription.optional(),
  packId: code.optional(),
  surveyed: z.boolean().optional(),
});

/** Corrects the profile from now on; cases that are open keep what they were opened with. */
export const correctOrganization = defineOrganizationCommand({
  name: 'correct',
  summary: 'Correct what is registered of an organization.',
  schema,
  example: { subscription: 'paid' },
  rule({ payload }, state, context) {
    const current = registeredProfile(state);
    if (Object.values(payload).every((value) => value === undefined)) {
      return reject('correction-empty');
    }
    const corrected = {
      name: payload.name ?? current.name,
      domains: payload.domains ?? [...current.domains],
      country: payload.country ?? current.country,
      zone: payload.zone ?? current.zone,
      subscription: payload.subscription ?? current.subscription,
      surveyed: payload.surveyed ?? state.surveyed,
    };
    // New domains are routed anew; else the pack stays unless another one is named (G1).
    const named = payload.packId ?? (payload.domains === undefined ? current.packId : null);
    const packId = packServing(corrected.domains, named, context);
    if (isRejection(packId)) return packId;
    return [{ type: 'OrganizationCorrected', data: { packId, ...corrected } }];
  },
});

function registeredProfile(state: OrganizationState) {
  const { name, domains, country, zone, subscription, packId } = state;
  if (name === null || country === null || zone === null) throw unregistered();
  if (subscription === null || packId === null) throw unregistered();
  return { name, domains, country, zone, subscription, packId };
}

const unregistered = () => new TypeError('an organization without its registration');
