import type { z } from 'zod';

/** Turns the data of one schema version into the next one's. Pure. */
export type Upcast<From, To> = (data: From) => To;

/** An event that the definitions cannot read: unknown type or version, or data off its schema. */
export class UnreadableEvent extends Error {
  override readonly name = 'UnreadableEvent';
}

interface Version {
  readonly schema: z.ZodType;
  readonly upcast?: Upcast<never, unknown>;
}

/**
 * An event type: its stable name and every shape it ever had. Data is parsed against the newest
 * schema when written, against its own schema when read, and then lifted step by step.
 */
export class EventDefinition<Type extends string, Data> {
  readonly type: Type;
  readonly #versions: readonly Version[];

  private constructor(type: Type, versions: readonly Version[]) {
    this.type = type;
    this.#versions = versions;
  }

  static v1<Type extends string, Schema extends z.ZodType>(type: Type, schema: Schema) {
    return new EventDefinition<Type, z.output<Schema>>(type, [{ schema }]);
  }

  /** A new shape; `upcast` lifts data of the shape before. */
  next<Schema extends z.ZodType>(schema: Schema, upcast: Upcast<Data, z.output<Schema>>) {
    const lifted: Version = { schema, upcast };
    return new EventDefinition<Type, z.output<Schema>>(this.type, [...this.#versions, lifted]);
  }

  /** The version that is written today, counting from 1. */
  get schemaVersion(): number {
    return this.#versions.length;
  }

  /** The schema that is written today. */
  get schema(): z.ZodType<Data> {
    return this.#version(this.#versions.length).schema as z.ZodType<Data>;
  }

  /** Data fit to be written; throws `UnreadableEvent` naming the path of the first fault. */
  parseNew(data: unknown): Data {
    return this.#parse(this.#versions.length, data) as Data;
  }

  /** Data as it was written, checked against its own version and lifted to today's shape. */
  read(schemaVersion: number, data: unknown): Data {
    let lifted = this.#parse(schemaVersion, data);
    for (const version of this.#versions.slice(schemaVersion)) {
      lifted = (version.upcast as Upcast<unknown, unknown>)(lifted);
    }
    return lifted as Data;
  }

  #version(schemaVersion: number): Version {
    const version = this.#versions[schemaVersion - 1];
    if (version !== undefined) return version;
    throw new UnreadableEvent(`${this.type} has no version ${schemaVersion} in this build`);
  }

  #parse(schemaVersion: number, data: unknown): unknown {
    const parsed = this.#version(schemaVersion).schema.safeParse(data);
    if (parsed.success) return parsed.data;
    const [fault] = parsed.error.issues;
    const path = fault?.path.join('/') ?? '';
    throw new UnreadableEvent(`${this.type} v${schemaVersion} at /${path}: ${fault?.message}`);
  }
}
