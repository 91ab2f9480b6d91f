import { calendarSchema } from '@caseline/business-calendar';
import { isRejection } from '@caseline/event-sourcing';
import { z } from 'zod';
import { reject } from '../../rejections.ts';
import { code, country, line, subscriptionState, tenantDomains } from '../../vocabulary.ts';
import { defineOrganizationCommand } from '../organization-command.ts';
import { packServing } from '../pack-routing.ts';

/** What is registered of an organization; `zone` must be one that the engine can count in. */
export const profile = {
  name: line,
  domains: tenantDomains,
  country,
  zone: calendarSchema.shape.zone,
  subscription: subscriptionState,
};

/** Registers a tenant; its domains say which pack serves it (G1). */
export const registerOrganization = defineOrganizationCommand({
  name: 'register',
  summary: 'Register an organization.',
  schema: z.strictObject({
    ...profile,
    /** Null: routed by the domains. */
    packId: code.nullable().default(null),
    /** False: it is left out of surveys, where its pack lets it be (V28). */
    surveyed: z.boolean().optional(),
  }),
  example: {
    name: 'Contoso (Beijing)',
    domains: ['contoso.partner.onmschina.cn'],
    country: 'CN',
    zone: 'Asia/Shanghai',
    subscription: 'paid',
    packId: null,
  },
  rule({ payload: { packId: named, surveyed = true, ...stated } }, state, context) {
    if (state.organizationId !== null) return reject('organization-exists');
    const packId = packServing(stated.domains, named, context);
    if (isRejection(packId)) return packId;
    const { organizationId } = context;
    const data = { organizationId, packId, ...stated, surveyed };
    return [{ type: 'OrganizationRegistered', data }];
  },
});
