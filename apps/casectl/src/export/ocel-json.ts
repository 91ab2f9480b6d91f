import { mkdtemp, rm } from 'node:fs/promises';
import type { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { StreamFormat } from './export-format.ts';
import { inNewDatabase, OCEL_PREFIXES, writeObjects } from './ocel-database.ts';
import { eventTypes, objectTypes, type OcelAttributes } from './ocel-model.ts';
import { objectTypeNames } from './ocel-object-tables.ts';
import type { OcelStatement } from './ocel-statement.ts';
import type { Sink } from './sink.ts';

/** Objects whose text is put together before it is written. */
const OBJECTS_AT_A_TIME = 1_000;

/** OCEL 2.0 as JSON: the events in the order of the log, then the objects. */
export const ocelJson: StreamFormat = {
  hasPersonalDataUnlessRefused: false,
  streamPrefixes: OCEL_PREFIXES,
  prefixesAllowed: OCEL_PREFIXES,
  async write(what, sink) {
    const types = {
      objectTypes: listed(objectTypes),
      eventTypes: listed(eventTypes(what.withPersonalData)),
    };
    await sink.write(`${JSON.stringify(types).slice(0, -1)},\n"events":[`);
    // Objects change all through the log, so they wait in a database until they are whole.
    const folder = await mkdtemp(join(tmpdir(), 'caseline-export-'));
    try {
      return await inNewDatabase(join(folder, 'objects.sqlite'), async (database) => {
        const events = new JsonArray(sink);
        const take = (statements: readonly OcelStatement[]) => events.add(statements.map(eventOf));
        const written = await writeObjects(what, { database, take });
        await events.end();
        await sink.write('\n],\n"objects":[');
        const objects = new JsonArray(sink);
        await writeObjectsOf(database, objects);
        await objects.end();
        await sink.write('\n]}\n');
        return written;
      });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

/** The members of an array, one a line; an array that was cut short ends with a comma. */
class JsonArray {
  readonly #sink: Sink;
  #waiting: string | null = null;

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  async add(members: readonly object[]): Promise<void> {
    if (members.length === 0) return;
    const text = members.map((member) => JSON.stringify(member)).join(',\n');
    if (this.#waiting !== null) await this.#sink.write(`${this.#waiting},`);
    this.#waiting = `\n${text}`;
  }

  async end(): Promise<void> {
    if (this.#waiting !== null) await this.#sink.write(this.#waiting);
  }
}

const listed = (types: Readonly<Record<string, OcelAttributes>>) =>
  Object.entries(types).map(([name, attributes]) => ({
    name,
    attributes: Object.entries(attributes).map(([attribute, type]) => ({ name: attribute, type })),
  }));

/** The schema of OCEL wants every value as a text; the type is told by the type of the event. */
const eventOf = ({ id, type, time, attributes, mentions }: OcelStatement) => ({
  ...{ id, type, time },
  attributes: Object.entries(attributes).flatMap(([name, value]) =>
    value === null ? [] : [{ name, value: String(value) }],
  ),
  relationships: mentions.map(({ object, qualifier }) => ({ objectId: object.id, qualifier })),
});

const rowSchema = z.looseObject({
  ocel_id: z.string(),
  ocel_time: z.string(),
  ocel_changed_field: z.string().nullable(),
});
const relationSchema = z.object({ objectId: z.string(), qualifier: z.string() });

type Row = z.output<typeof rowSchema>;

async function writeObjectsOf(database: DatabaseSync, array: JsonArray): Promise<void> {
  const related = database.prepare(`
    SELECT ocel_target_id AS objectId, ocel_qualifier AS qualifier FROM object_object
    WHERE ocel_source_id = ?`);
  for (const type of objectTypeNames) {
    let waiting: object[] = [];
    for (const rows of objectRows(database, type)) {
      const id = rows[0]?.ocel_id ?? '';
      const relationships = z.array(relationSchema).parse(related.all(id));
      waiting.push({ id, type, attributes: rows.flatMap(attributesOf), relationships });
      if (waiting.length < OBJECTS_AT_A_TIME) continue;
      await array.add(waiting);
      waiting = [];
    }
    await array.add(waiting);
  }
}

/** The rows of one object after the other, each in the order they were written. */
function* objectRows(database: DatabaseSync, type: string): Iterable<readonly Row[]> {
  let rows: Row[] = [];
  const all = database.prepare(`SELECT * FROM object_${type} ORDER BY ocel_id, rowid`);
  for (const found of all.iterate()) {
    const row = rowSchema.parse(found);
    if (rows[0] !== undefined && rows[0].ocel_id !== row.ocel_id) {
      yield rows;
      rows = [];
    }
    rows.push(row);
  }
  if (rows.length > 0) yield rows;
}

const attributesOf = ({
  ocel_id: _id,
  ocel_time: time,
  ocel_changed_field: _field,
  ...values
}: Row) =>
  Object.entries(values).flatMap(([name, value]) =>
    value === null ? [] : [{ name, time, value: String(value) }],
  );
