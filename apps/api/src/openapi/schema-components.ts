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
    const {
      $schema: _,
      $defs,
      ...own
    } = z.toJSONSchema(schema, {
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

/** The schema with references into the document. */
const adapted = (schema: Readonly<Record<string, unknown>>): JsonSchema =>
  Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, adaptedValue(key, value)]));

function adaptedValue(key: string, value: unknown): unknown {
  if (key === '$ref' && typeof value === 'string') return value.replace('#/$defs/', COMPONENTS);
  if (Array.isArray(value)) return value.map((item: unknown) => adaptedValue('', item));
  return isSchema(value) ? adapted(value) : value;
}

const isSchema = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
