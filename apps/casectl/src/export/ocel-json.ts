import { mkdtemp, rm } from 'node:fs/promises';
import type { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Export, StreamFormat } from './export-format.ts';
import type { SqliteValue } from './ocel-columns.ts';
import {
  inLaterDatabase,
  inNewDatabase,
  OCEL_PREFIXES,
  takingLater,
  writeStatements,
} from './ocel-database.ts';
import { eventTypes, objectTypes, type OcelAttributes, type OcelObjectType } from './ocel-model.ts';
import { OcelObjectTables, objectTypeNames } from './ocel-object-tables.ts';
import type { OcelStatement } from './ocel-statement.ts';
import { preparePieces, writePieces } from './prepared-pieces.ts';
import type { Sink } from './sink.ts';

/** Objects whose text is put together before it is written. */
const OBJECTS_AT_A_TIME = 1_000;

/** OCEL 2.0 as JSON: the events in the order of the log, then the objects. */
export const ocelJson: StreamFormat = {
  hasPersonalDataUnlessRefused: false,
  streamPrefixes: OCEL_PREFIXES,
  prefixesAllowed: OCEL_PREFIXES,
  eventsInGroup: 1,
  isQuickerShared: false,
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
        const objects = OcelObjectTables.in(database);
        const written = await writeEvents(what, objects, sink);
        const later = await takingLater(database, what, () => objects.takeLater());
        await writeLaterEvents(what, written > 0 && later > 0, sink);
        objects.end();
        await sink.write('\n],\n"objects":[');
        const array = new JsonArray(sink);
        await writeObjectsOf(database, array);
        await array.end();
        await sink.write('\n]}\n');
        return written + later;
      });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
  prepare: (what, folder) =>
    inLaterDatabase(folder, (database) =>
      preparePieces(folder, (sink) =>
        writeEvents(what, OcelObjectTables.ofLaterHalf(database), sink),
      ),
    ),
};

async function writeEvents(what: Export, objects: OcelObjectTables, sink: Sink): Promise<number> {
  const events = new JsonArray(sink);
  const take = (statements: readonly OcelStatement[]) => events.add(statements.map(eventText));
  const written = await writeStatements(what, { objects, take });
  await events.end();
  return written;
}

async function writeLaterEvents({ laterHalf }: Export, goesOn: boolean, sink: Sink): Promise<void> {
  if (laterHalf === null) return;
  if (goesOn) await sink.write(',');
  await writePieces(laterHalf.folder, sink);
}

/** The members of an array, one a line; an array that was cut short ends with a comma. */
class JsonArray {
  readonly #sink: Sink;
  #waiting: string | null = null;

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  /** Takes members as texts. */
  async add(members: readonly string[]): Promise<void> {
    if (members.length === 0) return;
    if (this.#waiting !== null) await this.#sink.write(`${this.#waiting},`);
    this.#waiting = `\n${members.join(',\n')}`;
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
function eventText({ id, type, time, attributes, mentions }: OcelStatement): string {
  const said: string[] = [];
  for (const name of Object.keys(attributes)) {
    const value = attributes[name] ?? null;
    if (value !== null) said.push(`{"name":${quoted(name)},"value":${quoted(String(value))}}`);
  }
  const related = mentions.map(({ object, qualifier }) => relationText(object.id, qualifier));
  return (
    `{"id":${quoted(id)},"type":${quoted(type)},"time":${quoted(time)},` +
    `"attributes":[${said.join(',')}],"relationships":[${related.join(',')}]}`
  );
}

const relationText = (objectId: string, qualifier: string): string =>
  `{"objectId":${quoted(objectId)},"qualifier":${quoted(qualifier)}}`;

/** Printable ASCII without what is escaped: nearly every value. */
const IS_PLAIN = /^[ !#-[\]-~]*$/;

/** A text in JSON. */
const quoted = (text: string): string => (IS_PLAIN.test(text) ? `"${text}"` : JSON.stringify(text));

async function writeObjectsOf(database: DatabaseSync, array: JsonArray): Promise<void> {
  const related = database.prepare(`
    SELECT ocel_target_id, ocel_qualifier FROM object_object WHERE ocel_source_id = ?`);
  related.setReturnArrays(true);
  const relationsOf = (id: string): string =>
    // By the columns that were asked for.
    (related.all(id) as unknown as [string, string][])
      .map(([target, qualifier]) => relationText(target, qualifier))
      .join(',');
  for (const type of objectTypeNames) {
    let waiting: string[] = [];
    for (const { id, attributes } of objectsOf(database, type)) {
      waiting.push(
        `{"id":${quoted(id)},"type":"${type}","attributes":[${attributes.join(',')}],` +
          `"relationships":[${relationsOf(id)}]}`,
      );
      if (waiting.length < OBJECTS_AT_A_TIME) continue;
      await array.add(waiting);
      waiting = [];
    }
    await array.add(waiting);
  }
}

/** An object with what is known of it over time, as texts. */
interface ObjectTexts {
  readonly id: string;
  readonly attributes: string[];
}

/** One object after the other, what is known of it in the order it was written. */
function* objectsOf(database: DatabaseSync, type: OcelObjectType): Iterable<ObjectTexts> {
  const names = Object.keys(objectTypes[type]);
  const columns = ['ocel_id', 'ocel_time', ...names].map((name) => `"${name}"`).join(', ');
  const all = database.prepare(`SELECT ${columns} FROM object_${type} ORDER BY ocel_id, rowid`);
  all.setReturnArrays(true);
  let object: ObjectTexts | undefined;
  // By the columns that were asked for.
  for (const row of all.iterate() as unknown as Iterable<[string, string, ...SqliteValue[]]>) {
    const [id, time, ...values] = row;
    if (object?.id !== id) {
      if (object !== undefined) yield object;
      object = { id, attributes: [] };
    }
    for (const [index, name] of names.entries()) {
      const value = values[index] ?? null;
      if (value === null) continue;
      const said = `{"name":"${name}","time":${quoted(time)},"value":${quoted(String(value))}}`;
      object.attributes.push(said);
    }
  }
  if (object !== undefined) yield object;
}
