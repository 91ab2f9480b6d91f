import { z } from 'zod';
import { RATINGS, SEVERITIES } from '../severity.ts';
import {
  CLOCK_STARTS,
  DECLINE_REASONS,
  OBJECTIVES,
  SUBSCRIPTION_STATES,
  SUPPORT_KINDS,
} from '../vocabulary.ts';
import { calendarChoice, packCalendar } from './calendars.ts';
import { assessment, severityControl, severityDescription } from './severities.ts';
import {
  channel,
  declineReason,
  intake,
  nonAdministrators,
  phoneDirectory,
  privacyNotice,
  routing,
  survey,
} from './service.ts';
import { amount, id, locale, text, wholeNumber, yesOrNo } from './words.ts';

const rating = z.enum(RATINGS, `not a rating: ${RATINGS.join(', ')}`);
const kind = z.enum(SUPPORT_KINDS);
const objective = z.enum(OBJECTIVES);

const category = z.strictObject({ id, name: text, topics: z.array(text) });

/** One kind of support: the row of the kind × severity matrix (V23) and when it is given. */
const supportKind = z.strictObject({
  name: text,
  /** Other words customers use for this kind (G9). */
  aliases: z.array(id),
  highestSeverity: rating,
  languages: z.array(locale).min(1, 'no language'),
  /** The hours in the words of the source. */
  hoursLabel: text,
  calendars: z.partialRecord(rating, calendarChoice),
  categories: z.array(category),
});

/** How the clock of an objective runs: what starts it, and whether the customer stops it. */
const clock = z.strictObject({
  startsAt: z.enum(CLOCK_STARTS, `not a start: ${CLOCK_STARTS.join(', ')}`),
  /** Whether it stands still while it is the customer's turn. */
  pausesForCustomer: yesOrNo,
});

/** A policy pack, strict: unknown keys are faults. `parsePack` checks what refers to what. */
export const policyPackSchema = z.strictObject({
  id,
  version: wholeNumber.min(1),
  name: text,
  locales: z.array(locale).min(1, 'no language'),
  routing,
  subscriptionStates: z
    .array(z.enum(SUBSCRIPTION_STATES, `not a state: ${SUBSCRIPTION_STATES.join(', ')}`))
    .min(1, 'no subscription state'),
  kinds: z.partialRecord(kind, supportKind),
  severities: z.partialRecord(z.enum(SEVERITIES), severityDescription),
  assessment: assessment.optional(),
  severityControl: severityControl.optional(),
  calendars: z.array(packCalendar),
  clocks: z.partialRecord(objective, clock),
  targets: z.partialRecord(kind, z.partialRecord(rating, z.partialRecord(objective, amount))),
  /** Part of a target, in percent, after which a warning is due. */
  warnAtPercent: wholeNumber.min(1, 'not from 1 to 99').max(99, 'not from 1 to 99'),
  /** Days after the resolution in which a case can be reopened. */
  reopenWindowDays: wholeNumber.min(1, 'not from 1 to 365').max(365, 'not from 1 to 365'),
  declineReasons: z.partialRecord(z.enum(DECLINE_REASONS), declineReason),
  intake,
  channels: z.array(channel).min(1, 'no channel'),
  phoneDirectory: phoneDirectory.optional(),
  nonAdministrators,
  privacyNotice: privacyNotice.optional(),
  survey: survey.optional(),
});

/** Data that nobody can change, at any depth. */
export type Immutable<T> = T extends object ? { readonly [K in keyof T]: Immutable<T[K]> } : T;

/** A policy pack as data. */
export type PolicyPack = Immutable<z.output<typeof policyPackSchema>>;
