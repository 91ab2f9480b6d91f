import { z } from 'zod';

/** A JSON Schema (2020-12), as OpenAPI 3.1 takes it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Which side of a schema is meant: what a client sends, or what it gets. */
export type Direction = 'input' | 'output';

/** Where named schemas are found in the document. */
const COMPONENTS = '#/components/schemas/';

/** Turns zod schemas into JSON Schemas; those with an id become components, once each. */
export class SchemaComponents {
  readonly #named = new Map<string, JsonSchema>();

  /** The schema, or a reference where it has a name. */
  schemaOf(schema: z.ZodType, io: Direction): JsonSchema {
    const { $schema: _, $defs, ...own } = z.toJSONSchema(schema, {
      io,
      unrepresentable: 'any',
      override: ({ jsonSchema }) => {
        // The format says the same in a word; the pattern of a date alone has 300 characters.
        if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
      },
    });
    for (const [name, definition] of Object.entries($defs ?? {})) this.#name(name, definition);
    return adapted(own);
  }

  /** The components in the order of the alphabet. */
  all(): Readonly<Record<string, JsonSchema>> {
    return Object.fromEntries([...this.#named].sort(([a], [b]) => a.localeCompare(b)));
  }

  #name(name: string, definition: object): void {
    const { id: _, ...schema } = adapted({ ...definition });
    const known = this.#named.get(name);
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(schema)) {
      throw new Error(`two schemas are named ${name}`);
    }
    this.#named.set(name, schema);
  }
}

/** The schema with references into the document and without `allOf` of closed objects. */
function adapted(schema: Readonly<Record<string, unknown>>): JsonSchema {
  const entries = Object.entries(schema).map(([key, value]) => [key, adaptedValue(key, value)]);
  const copy: Record<string, unknown> = Object.fromEntries(entries);
  return Array.isArray(copy['allOf']) ? joined(copy, copy['allOf']) : copy;
}

function adaptedValue(key: string, value: unknown): unknown {
  if (key === '$ref' && typeof value === 'string') return value.replace('#/$defs/', COMPONENTS);
  if (Array.isArray(value)) return value.map((item: unknown) => adaptedValue('', item));
  return isSchema(value) ? adapted(value) : value;
}

const isSchema = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Objects that hold together become one: two closed objects in an `allOf` would each forbid the
 * members of the other.
 */
function joined(schema: JsonSchema, parts: readonly unknown[]): JsonSchema {
  const objects = parts.filter(isSchema).filter(({ type }) => type === 'object');
  if (objects.length !== parts.length) return schema;
  const { allOf: _, ...rest } = schema;
  const required = objects.flatMap((object) => listOf(object['required']));
  return {
    ...rest,
    type: 'object',
    properties: Object.assign({}, ...objects.map(({ properties }) => properties)) as JsonSchema,
    ...(required.length === 0 ? {} : { required }),
    ...(objects.some((object) => object['additionalProperties'] === false)
      ? { additionalProperties: false }
      : {}),
  };
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
