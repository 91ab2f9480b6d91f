import { z } from 'zod';

/** A published version in a list. */
export const policyItem = z
  .object({
    id: z.string(),
    version: z.int(),
    name: z.string(),
    hash: z.string().describe('SHA-256 of the canonical JSON of the content'),
  })
  .meta({ id: 'Policy' });

export const policyList = z.object({ items: z.array(policyItem) }).meta({ id: 'PolicyList' });

export const policyAnswer = policyItem
  .extend({ content: z.record(z.string(), z.unknown()) })
  .meta({ id: 'PolicyWithContent' });

/** A pack to be published, as it lies in a file. */
export const publication = z.strictObject({
  yaml: z
    .string()
    .min(1)
    .refine((yaml) => yaml.isWellFormed(), 'is not well-formed Unicode')
    .describe('the policy pack as YAML text'),
});

export const publicationAnswer = policyItem
  .extend({
    published: z.boolean().describe('false: this content was published before'),
    position: z.int(),
    recordedAt: z.iso.datetime(),
  })
  .meta({ id: 'Publication' });

const phoneNumber = z.object({ number: z.string(), note: z.string().optional() });

/** How a customer reaches the provider, in the words of its pack. */
export const channelsAnswer = z
  .object({
    pack: z.string().describe('id@version'),
    channels: z.array(z.object({ id: z.string(), where: z.string() })),
    kinds: z.array(
      z.object({
        kind: z.string(),
        name: z.string(),
        hours: z.string(),
        languages: z.array(z.string()),
      }),
    ),
    contactMethods: z.array(z.string()),
    phone: z
      .object({
        country: z.string().nullable().describe('the one that was looked up'),
        listed: z.boolean(),
        numbers: z.array(phoneNumber),
        hours: z.string().nullable(),
        path: z.string().nullable().describe('where to turn when the country is not listed'),
        notes: z.array(z.string()),
      })
      .nullable()
      .describe('null: no support by phone'),
    directory: z.array(z.object({ countries: z.array(z.string()), numbers: z.array(phoneNumber) })),
    nonAdministrators: z.object({
      explanation: z.string(),
      pointers: z.array(z.object({ id: z.string(), name: z.string(), url: z.string().optional() })),
    }),
    referrals: z.array(
      z.object({ reason: z.string(), explanation: z.string(), referral: z.string() }),
    ),
    privacyNotice: z.object({ version: z.string(), text: z.string() }).nullable(),
  })
  .meta({ id: 'Channels' });

export type ChannelsAnswer = z.output<typeof channelsAnswer>;
