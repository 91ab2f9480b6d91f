import type { DatabaseSync } from 'node:sqlite';
import { BatchedInsert } from './batched-insert.ts';
import type { FileFormat } from './export-format.ts';
import { columnsOf, sqliteValue } from './ocel-columns.ts';
import { inNewDatabase, OCEL_PREFIXES, writeObjects } from './ocel-database.ts';
import { eventTypes, type OcelAttributes } from './ocel-model.ts';
import type { OcelStatement } from './ocel-statement.ts';

/** OCEL 2.0 as a database: a table for each type of events and objects. */
export const ocelSqlite: FileFormat = {
  hasPersonalDataUnlessRefused: false,
  streamPrefixes: OCEL_PREFIXES,
  prefixesAllowed: OCEL_PREFIXES,
  writeFile: (what, file) =>
    inNewDatabase(file, async (database) => {
      const events = new OcelEventTables(database, eventTypes(what.withPersonalData));
      const written = await writeObjects(what, {
        database,
        take: (statements) => statements.forEach((statement) => events.put(statement)),
      });
      events.end();
      return written;
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

/** A table a type of events, its attributes as columns, and which objects each event is about. */
class OcelEventTables {
  readonly #database: DatabaseSync;
  readonly #events: BatchedInsert;
  readonly #relations: BatchedInsert;
  readonly #rows: ReadonlyMap<string, EventRows>;

  constructor(database: DatabaseSync, types: Readonly<Record<string, OcelAttributes>>) {
    database.exec(TABLES);
    database.exec(RELATIONS);
    const map = database.prepare('INSERT INTO event_map_type VALUES (?, ?)');
    this.#rows = new Map(
      Object.entries(types).map(([type, attributes]) => {
        map.run(type, type);
        database.exec(`CREATE TABLE event_${type} (
          ocel_id TEXT PRIMARY KEY, ocel_time TIMESTAMP NOT NULL
          ${columnsOf(attributes)}, FOREIGN KEY (ocel_id) REFERENCES event (ocel_id))`);
        const names = Object.keys(attributes);
        const insert = new BatchedInsert(database, `event_${type}`, 2 + names.length);
        return [type, { names, insert }];
      }),
    );
    this.#database = database;
    this.#events = new BatchedInsert(database, 'event', 2);
    this.#relations = new BatchedInsert(database, 'relation', 3);
  }

  put({ id, type, time, attributes, mentions }: OcelStatement): void {
    this.#events.add([id, type]);
    const rows = this.#rows.get(type);
    rows?.insert.add([id, time, ...rows.names.map((name) => sqliteValue(attributes[name]))]);
    for (const { object, qualifier } of mentions) {
      this.#relations.add([id, object.id, qualifier]);
    }
  }

  /** Brings everything to its place. */
  end(): void {
    this.#events.end();
    for (const { insert } of this.#rows.values()) insert.end();
    this.#relations.end();
    this.#database.exec(`
      INSERT OR IGNORE INTO event_object SELECT * FROM relation ORDER BY event, object, qualifier;
      DROP TABLE relation`);
  }
}

/** The rows of a type of events. */
interface EventRows {
  readonly names: readonly string[];
  readonly insert: BatchedInsert;
}
