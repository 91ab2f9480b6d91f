import { z } from 'zod';

/** An instant in an event: ISO 8601, UTC, milliseconds. */
export const instant = z.iso.datetime({ precision: 3 });
export const caseId = z.uuid();
export const organizationId = z.uuid();
export const eventId = z.uuid();

/** Free text a person typed: trimmed, never empty, at most 20,000 characters. */
export const text = z.string().trim().min(1).max(20_000);
/** A one-line text: a name, a subject. */
export const line = z.string().trim().min(1).max(200);
/** A short code: a team, an agent, a category. */
export const code = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[^\s\p{Cc}](?:[^\p{Cc}]*[^\s\p{Cc}])?$/u, 'must not begin or end with a space');

export const supportKind = z.enum(['technical', 'pre-sales', 'billing', 'subscription']);
export const severity = z.enum(['A', 'B', 'C']);
export const subscriptionState = z.enum(['paid', 'trial']);
export const channel = z.enum(['portal', 'phone', 'email']);
/** How the provider speaks to the customer. */
export const messageMethod = z.enum(['email', 'phone', 'portal']);
export const contactMethod = z.enum(['phone', 'email']);

/** The IANA zone and ISO country that an organization's hours follow. */
export const country = z.string().regex(/^[A-Z]{2}$/, 'must be an ISO 3166 alpha-2 code');
export const zone = z.string().min(1).max(60);

/** The pack and version that judge a case. */
export const policyReference = z.strictObject({ id: code, version: z.int().positive() });

/** What entitled a case to severity A, copied at the instant of use (V22). */
export const entitlement = z.strictObject({
  agreementId: code,
  validFrom: instant,
  validTo: instant.nullable(),
});

/** How the provisional severity was found (V10): the inputs and the pack's rule that matched. */
export const assessment = z.strictObject({ issueType: code, impact: code, rule: code });

/** A score of a survey; how far its scale goes is the pack's to say (V28). */
export const surveyScore = z.int().min(1).max(10);

/** Domains of a tenant, in lower case: what routes an organization to its pack (G1). */
export const tenantDomains = z
  .array(
    z
      .string()
      .max(253)
      .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'must be a domain in lower case'),
  )
  .min(1)
  .max(100);

/** Personal data of a contact; which of it a case needs is the pack's to say (W5). */
export const contact = z.strictObject({
  name: line,
  email: z.email().max(254).nullable(),
  phone: z.string().trim().min(3).max(40).nullable(),
});

export type SupportKind = z.output<typeof supportKind>;
export type Severity = z.output<typeof severity>;
export type Entitlement = z.output<typeof entitlement>;
export type Assessment = z.output<typeof assessment>;
export type PolicyReference = z.output<typeof policyReference>;
export type SubscriptionState = z.output<typeof subscriptionState>;
export type Channel = z.output<typeof channel>;
