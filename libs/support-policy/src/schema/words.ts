import { z } from 'zod';

const MAX_TEXT_LENGTH = 2000;
const MAX_MINUTES = 525_600;
const MAX_BUSINESS_DAYS = 366;

/** Text for people. */
export const text = z
  .string('not a text')
  .min(1, 'empty text')
  .max(MAX_TEXT_LENGTH, `longer than ${MAX_TEXT_LENGTH} characters`);

/** A name for machines. */
export const id = z
  .string('not an id: lower-case letters, digits, hyphens')
  .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'not an id: lower-case letters, digits, hyphens, at most 64');

/** ISO 3166 code of a country. */
export const country = z
  .string('not a country: two capital letters')
  .regex(/^[A-Z]{2}$/, 'not a country: two capital letters');

/** BCP 47 tag of a language, such as `en` or `zh-CN`. */
export const locale = z
  .string('not a language')
  .regex(/^[a-z]{2,3}(-[A-Z]{2})?$/, 'not a language: en, de or zh-CN');

export const wholeNumber = z.int('not a whole number');

export const yesOrNo = z.boolean('neither true nor false');

export const webAddress = z.url({ protocol: /^https$/, error: 'not an https address' });

/**
 * An amount of business time, in minutes or in business days, with the words it is promised in.
 * A business day is one full open span of the calendar it is counted on (default 2).
 */
export const amount = z
  .strictObject({
    minutes: wholeNumber.min(1).max(MAX_MINUTES).optional(),
    businessDays: wholeNumber.min(1).max(MAX_BUSINESS_DAYS).optional(),
    label: text,
  })
  .refine(
    ({ minutes, businessDays }) => (minutes === undefined) !== (businessDays === undefined),
    'give either minutes or businessDays',
  );

/** An amount of business time as a pack states it. */
export type Amount = z.output<typeof amount>;
