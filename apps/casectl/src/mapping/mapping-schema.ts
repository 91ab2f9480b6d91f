import { calendarSchema, parseInstant } from '@caseline/business-calendar';
import {
  caseCommands,
  code,
  country,
  isCaseCommandName,
  line,
  subscriptionState,
  tenantDomains,
  type CaseCommandName,
} from '@caseline/case-domain';
import { severities, statuses, turns } from '@caseline/case-lifecycle';
import { toInstant } from '@caseline/event-sourcing';
import { z } from 'zod';
import { isTimeFormat } from '../log/timestamps.ts';
import type { PlainValue } from './template.ts';

/** Opens a case that follows the one that has ended, and links the two. */
export const FOLLOW_UP = 'follow-up';

/** Commands that no single event of a log can stand for. */
const WITHOUT_STEP: readonly CaseCommandName[] = [
  'link',
  'merge',
  'undo-merge',
  'record-due-facts',
];

/** What a step may be called: a command of the case, or `follow-up`. */
export const stepNames: readonly string[] = [
  ...Object.keys(caseCommands).filter(
    (name) => isCaseCommandName(name) && !WITHOUT_STEP.includes(name),
  ),
  FOLLOW_UP,
];

const plainValue: z.ZodType<PlainValue> = z.json();
const column = z.string().min(1).max(200);
const template = z.record(z.string(), plainValue);

const stepName = z.string().refine((name) => stepNames.includes(name), {
  error: ({ input }) => `no step ${JSON.stringify(input)}; there are ${stepNames.join(', ')}`,
});
const step = z.union([
  stepName,
  z
    .record(stepName, template)
    .refine((steps) => Object.keys(steps).length === 1, 'a step has one name'),
]);
const steps = z.union([step, z.array(step).min(1).max(8)]);

const oneOrMore = <Item extends z.ZodType>(item: Item) =>
  z.union([item, z.array(item).min(1)]);

const alternative = z.union([
  steps,
  z.strictObject({
    status: oneOrMore(z.enum([...statuses, 'new'])).optional(),
    turn: z.enum(turns).optional(),
    severity: oneOrMore(z.enum(severities)).optional(),
    do: steps,
  }),
]);

const when = z.record(column, oneOrMore(z.string()));
const ruleName = z.string().min(1).max(100).optional();
const rule = z.union([
  z.strictObject({ name: ruleName, when, do: z.array(alternative).min(1) }),
  z.strictObject({ name: ruleName, when, ignore: z.string().min(1) }),
]);

const timeFormat = z.string().refine(isTimeFormat, 'iso, or a pattern with YYYY, MM and DD');
const instantText = z.string().transform((text, context) => {
  const epochMs = parseInstant(text);
  if (epochMs !== undefined) return toInstant(epochMs);
  const message = 'an ISO 8601 instant such as 2010-01-01T00:00:00Z';
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});
const profile = {
  name: line,
  domains: tenantDomains,
  country,
  zone: calendarSchema.shape.zone,
  subscription: subscriptionState,
  agreements: z
    .array(
      z.strictObject({
        agreementId: code,
        kind: code,
        validFrom: instantText,
        validTo: instantText.nullable().default(null),
      }),
    )
    .max(20)
    .default([]),
};

/** A customer's organization that is made for the values of a column. */
const organization = z.strictObject({ values: z.array(z.string()).min(1), ...profile });
export type MappedOrganization = Omit<z.output<typeof organization>, 'values'>;

/** What a mapping file holds: how the events of a log become commands of cases. */
export const mappingSchema = z.strictObject({
  /** Name of the system the log is from: part of the ids of everything imported. */
  system: z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/, 'a name of a-z, 0-9 and dashes'),
  /** Pack that judges, where the command line names none: `id` or `id@version`. */
  policy: z.string().min(1).max(100),
  case: column,
  time: z.strictObject({
    column,
    format: timeFormat.default('iso'),
    zone: calendarSchema.shape.zone.default('UTC'),
  }),
  csv: z.strictObject({ delimiter: z.string().min(1).max(3) }).default({ delimiter: ',' }),
  /** Names of the people: of the provider, and who speaks for the customer. */
  actors: z.strictObject({ provider: z.string().min(1), customer: z.string().min(1) }),
  organizations: z.strictObject({
    column,
    known: z.array(organization).max(1_000).default([]),
    /** For values that are not listed; without it their cases are refused. */
    otherwise: z.strictObject(profile).nullable().default(null),
  }),
  /** What the commands say, where a step says nothing else. */
  payloads: z.record(stepName, template).default({}),
  rules: z.array(rule).min(1).max(500),
});

export type Mapping = z.output<typeof mappingSchema>;
export type MappingRule = Mapping['rules'][number];
export type MappingStep = z.output<typeof step>;
