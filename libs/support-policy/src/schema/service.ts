import { z } from 'zod';
import { CHANNELS, CONTACT_METHODS, INTAKE_FIELDS } from '../vocabulary.ts';
import { country, id, text, webAddress, wholeNumber, yesOrNo } from './words.ts';

const domainSuffix = z
  .string('not a domain')
  .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'not a domain in lower case: onmicrosoft.de');

/** Which tenants the pack is for, by the ends of their domains (G1). */
export const routing = z.strictObject({
  domainSuffixes: z.array(domainSuffix),
  /** True for the pack of all tenants that no pack claims by a domain. */
  otherwise: yesOrNo,
});

const intakeFields = z.array(
  z.enum(INTAKE_FIELDS, `not an intake field: ${INTAKE_FIELDS.join(', ')}`),
);

/** What a customer must state (W5); a channel may require more (W12). */
export const intake = z.strictObject({
  requires: intakeFields,
  contactMethods: z
    .array(z.enum(CONTACT_METHODS, `not a contact method: ${CONTACT_METHODS.join(', ')}`))
    .min(1, 'no contact method'),
});

export const channel = z.strictObject({
  id: z.enum(CHANNELS, `not a channel: ${CHANNELS.join(', ')}`),
  where: text,
  requires: intakeFields,
});

/** Numbers by country with a path for those not listed (W13, V25, G6); notes go with all (G7). */
export const phoneDirectory = z.strictObject({
  entries: z.array(
    z.strictObject({
      countries: z.array(country).min(1, 'no country'),
      numbers: z.array(z.strictObject({ number: text, note: text.optional() })).min(1, 'no number'),
      hours: z.strictObject({ calendar: id, label: text }).optional(),
      notes: z.array(text),
    }),
  ),
  notListed: text,
  notes: z.array(text),
});

/** Where those are sent who may not open cases (W1, V29). */
export const nonAdministrators = z.strictObject({
  explanation: text,
  pointers: z
    .array(z.strictObject({ id, name: text, url: webAddress.optional() }))
    .min(1, 'no pointer'),
});

/** A reason to decline (V4, V5) with the sentence for the customer and where to turn instead. */
export const declineReason = z.strictObject({ explanation: text, referral: text });

/** The notice shown at intake; its version is recorded (G8). */
export const privacyNotice = z.strictObject({ version: text, text });

/** The survey as packs stated it before they could say how long it is open. */
export const timelessSurvey = z.strictObject({
  question: text,
  /** Scores go from 1 to this one. */
  highestScore: wholeNumber.min(1, 'not from 1 to 10').max(10, 'not from 1 to 10'),
  /** Whether an organization can be left out of it. */
  suppressible: yesOrNo,
});

/** The one question after a resolution (V28). */
export const survey = z.strictObject({
  ...timelessSurvey.shape,
  /** Days after the resolution; where nothing is said, as long as a case can be reopened. */
  answerDays: wholeNumber.min(1, 'not from 1 to 365').max(365, 'not from 1 to 365').optional(),
});
