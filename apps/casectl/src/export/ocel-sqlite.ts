import type { DatabaseSync } from 'node:sqlite';
import { BatchedInsert } from './batched-insert.ts';
import type { FileFormat } from './export-format.ts';
import { columnsOf, sqliteValue, type SqliteValue } from './ocel-columns.ts';
import {
  inLaterDatabase,
  inNewDatabase,
  OCEL_PREFIXES,
  takingLater,
  writeStatements,
} from './ocel-database.ts';
import { eventTypes, type OcelAttributes } from './ocel-model.ts';
import { OcelObjectTables } from './ocel-object-tables.ts';
import type { OcelStatement } from './ocel-statement.ts';

/** OCEL 2.0 as a database: a table for each type of events and objects. */
export const ocelSqlite: FileFormat = {
  hasPersonalDataUnlessRefused: false,
  streamPrefixes: OCEL_PREFIXES,
  prefixesAllowed: OCEL_PREFIXES,
  eventsInGroup: 1,
  isQuickerShared: true,
  writeFile: (what, file) =>
    inNewDatabase(file, async (database) => {
      const objects = OcelObjectTables.in(database);
      const events = OcelEventTables.in(database, eventTypes(what.withPersonalData));
      const written = await writeStatements(what, { objects, take: events.take });
      const later = await takingLater(database, what, () => {
        objects.takeLater();
        events.takeLater();
      });
      objects.end();
      events.end();
      return written + later;
    }),
  prepare: (what, folder) =>
    inLaterDatabase(folder, async (database) => {
      const objects = OcelObjectTables.ofLaterHalf(database);
      const events = OcelEventTables.ofLaterHalf(database, eventTypes(what.withPersonalData));
      const prepared = await writeStatements(what, { objects, take: events.take });
      events.flush();
      return prepared;
    }),
};

const TABLES = `
  CREATE TABLE event (ocel_id TEXT PRIMARY KEY, ocel_type TEXT NOT NULL);
  CREATE TABLE event_object (
    ocel_event_id TEXT NOT NULL, ocel_object_id TEXT NOT NULL, ocel_qualifier TEXT NOT NULL,
    PRIMARY KEY (ocel_event_id, ocel_object_id, ocel_qualifier),
    FOREIGN KEY (ocel_event_id) REFERENCES event (ocel_id),
    FOREIGN KEY (ocel_object_id) REFERENCES object (ocel_id)
  ) WITHOUT ROWID;
  CREATE TABLE event_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT NOT NULL);
`;

/** Keys of events are random: relations are kept as they come, and put in order at the end. */
const RELATIONS = `
  CREATE TEMP TABLE relation (event TEXT NOT NULL, object TEXT NOT NULL, qualifier TEXT NOT NULL)`;

/** The tables of a later half: no keys, because they are only read from front to back. */
const LATER_TABLES = `
  CREATE TABLE event (ocel_id TEXT, ocel_type TEXT);
  CREATE TABLE relation (event TEXT, object TEXT, qualifier TEXT);
`;

type AttributesOfTypes = Readonly<Record<string, OcelAttributes>>;

/** A table a type of events, its attributes as columns, and which objects each event is about. */
class OcelEventTables {
  readonly #database: DatabaseSync;
  readonly #events: BatchedInsert;
  readonly #relations: BatchedInsert;
  readonly #rows: ReadonlyMap<string, EventRows>;

  private constructor(database: DatabaseSync, types: AttributesOfTypes) {
    this.#rows = new Map(
      Object.entries(types).map(([type, attributes]) => {
        const names = Object.keys(attributes);
        const insert = new BatchedInsert(database, `event_${type}`, 2 + names.length);
        return [type, { names, insert }];
      }),
    );
    this.#database = database;
    this.#events = new BatchedInsert(database, 'event', 2);
    this.#relations = new BatchedInsert(database, 'relation', 3);
  }

  /** Tables as OCEL wants them. */
  static in(database: DatabaseSync, types: AttributesOfTypes): OcelEventTables {
    database.exec(TABLES);
    database.exec(RELATIONS);
    const map = database.prepare('INSERT INTO event_map_type VALUES (?, ?)');
    for (const [type, attributes] of Object.entries(types)) {
      map.run(type, type);
      database.exec(`CREATE TABLE event_${type} (
        ocel_id TEXT PRIMARY KEY, ocel_time TIMESTAMP NOT NULL
        ${columnsOf(attributes)}, FOREIGN KEY (ocel_id) REFERENCES event (ocel_id))`);
    }
    return new OcelEventTables(database, types);
  }

  /** Tables of a later half, for `takeLater`. */
  static ofLaterHalf(database: DatabaseSync, types: AttributesOfTypes): OcelEventTables {
    database.exec(LATER_TABLES);
    for (const [type, attributes] of Object.entries(types)) {
      database.exec(`CREATE TABLE event_${type} (
        ocel_id TEXT, ocel_time TIMESTAMP ${columnsOf(attributes)})`);
    }
    return new OcelEventTables(database, types);
  }

  readonly take = (statements: readonly OcelStatement[]): void => {
    for (const statement of statements) this.#put(statement);
  };

  #put({ id, type, time, attributes, mentions }: OcelStatement): void {
    this.#events.add([id, type]);
    const rows = this.#rows.get(type);
    if (rows !== undefined) {
      const row: SqliteValue[] = [id, time];
      for (const name of rows.names) row.push(sqliteValue(attributes[name]));
      rows.insert.add(row);
    }
    for (const { object, qualifier } of mentions) {
      this.#relations.add([id, object.id, qualifier]);
    }
  }

  /** Puts in what waits for others. */
  flush(): void {
    this.#events.end();
    for (const { insert } of this.#rows.values()) insert.end();
    this.#relations.end();
  }

  /** Takes the events of the later half from a database that is attached as `later`. */
  takeLater(): void {
    this.flush();
    const tables = ['event', ...[...this.#rows.keys()].map((type) => `event_${type}`)];
    for (const table of tables) {
      this.#database.exec(
        `INSERT OR FAIL INTO main.${table} SELECT * FROM later.${table} ORDER BY rowid`,
      );
    }
    this.#database.exec('INSERT INTO temp.relation SELECT * FROM later.relation ORDER BY rowid');
  }

  /** Brings everything to its place. */
  end(): void {
    this.flush();
    this.#database.exec(`
      INSERT OR IGNORE INTO event_object
        SELECT * FROM temp.relation ORDER BY event, object, qualifier;
      DROP TABLE temp.relation`);
  }
}

/** The rows of a type of events. */
interface EventRows {
  /** Of its attributes. */
  readonly names: readonly string[];
  readonly insert: BatchedInsert;
}
