import { caseEvents, organizationEvents } from '@caseline/case-domain';
import type { EventDefinition } from '@caseline/event-sourcing';
import { z } from 'zod';

/** The types that OCEL 2.0 gives to attributes. */
export type OcelType = 'string' | 'time' | 'integer' | 'boolean';

/** The attributes of a type of events or objects. */
export type OcelAttributes = Readonly<Record<string, OcelType>>;

/** A value of an attribute; the empty text says that there is none any more. */
export type OcelValue = string | number | boolean;

/** What the events are about, and which of their attributes are known over time. */
export const objectTypes = {
  case: {
    pack: 'string',
    subscription: 'string',
    channel: 'string',
    language: 'string',
    country: 'string',
    source: 'string',
    kind: 'string',
    category: 'string',
    severity: 'string',
    status: 'string',
    turn: 'string',
    owner: 'string',
    team: 'string',
  },
  organization: {
    name: 'string',
    packId: 'string',
    country: 'string',
    zone: 'string',
    subscription: 'string',
  },
  agent: {},
  team: {},
  objective: {
    kind: 'string',
    severity: 'string',
    targetMinutes: 'integer',
    targetLabel: 'string',
    calendar: 'string',
    startedAt: 'time',
    dueAt: 'time',
    state: 'string',
    verdict: 'string',
  },
} as const satisfies Record<string, OcelAttributes>;

export type OcelObjectType = keyof typeof objectTypes;

/** Attributes of every event beside its own fields. */
const envelopeAttributes = {
  recordedAt: 'time',
  revision: 'integer',
  actorRole: 'string',
  policyVersion: 'string',
} as const satisfies OcelAttributes;

/** The group of personal data as one JSON text. */
export const PERSONAL_ATTRIBUTE = 'personal';

/** The types of events with their attributes: the fields that the definitions state. */
export function eventTypes(withPersonalData: boolean): Readonly<Record<string, OcelAttributes>> {
  const definitions: readonly EventDefinition<string, unknown>[] = [
    ...Object.values(caseEvents),
    ...Object.values(organizationEvents),
  ];
  return Object.fromEntries(
    definitions.map(({ type, schema }) => {
      const { personal, ...fields } = fieldTypes(schema);
      const isPersonal = withPersonalData && personal !== undefined;
      const group: OcelAttributes = isPersonal ? { [PERSONAL_ATTRIBUTE]: 'string' } : {};
      return [type, { ...envelopeAttributes, ...fields, ...group }];
    }),
  );
}

const jsonSchema = z.object({
  type: z.string().optional(),
  format: z.string().optional(),
  anyOf: z
    .array(z.object({ type: z.string().optional(), format: z.string().optional() }))
    .optional(),
});
const objectSchema = z.object({ properties: z.record(z.string(), jsonSchema) });

function fieldTypes(schema: z.ZodType): OcelAttributes {
  // An event without fields has no properties either.
  const { properties } = objectSchema.parse({ properties: {}, ...z.toJSONSchema(schema) });
  return Object.fromEntries(
    Object.entries(properties).map(([name, property]) => [name, ocelTypeOf(property)]),
  );
}

/** What is no single value becomes a JSON text. */
function ocelTypeOf({ type, format, anyOf }: z.output<typeof jsonSchema>): OcelType {
  const [alone] = anyOf?.filter((option) => option.type !== 'null') ?? [{ type, format }];
  if (alone?.format === 'date-time') return 'time';
  if (alone?.type === 'integer' || alone?.type === 'boolean') return alone.type;
  return 'string';
}
