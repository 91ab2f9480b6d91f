import type { DatabaseSync, StatementSync } from 'node:sqlite';
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
    inNewDatabase(file, (database) => {
      const events = new OcelEventTables(database, eventTypes(what.withPersonalData));
      return writeObjects(what, {
        database,
        take: (statements) => statements.forEach((statement) => events.put(statement)),
      });
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

/** A table a type of events, its attributes as columns, and which objects each event is about. */
class OcelEventTables {
  readonly #insertEvent: StatementSync;
  readonly #insertRelation: StatementSync;
  readonly #insertRow: ReadonlyMap<string, StatementSync>;
  readonly #types: Readonly<Record<string, OcelAttributes>>;

  constructor(database: DatabaseSync, types: Readonly<Record<string, OcelAttributes>>) {
    database.exec(TABLES);
    this.#types = types;
    const map = database.prepare('INSERT INTO event_map_type VALUES (?, ?)');
    this.#insertRow = new Map(
      Object.entries(types).map(([type, attributes]) => {
        map.run(type, type);
        database.exec(`CREATE TABLE event_${type} (
          ocel_id TEXT PRIMARY KEY, ocel_time TIMESTAMP NOT NULL
          ${columnsOf(attributes)}, FOREIGN KEY (ocel_id) REFERENCES event (ocel_id))`);
        const places = ['?', '?', ...Object.keys(attributes).map(() => '?')].join(', ');
        return [type, database.prepare(`INSERT INTO event_${type} VALUES (${places})`)];
      }),
    );
    this.#insertEvent = database.prepare('INSERT INTO event VALUES (?, ?)');
    this.#insertRelation = database.prepare('INSERT OR IGNORE INTO event_object VALUES (?, ?, ?)');
  }

  put({ id, type, time, attributes, mentions }: OcelStatement): void {
    this.#insertEvent.run(id, type);
    const names = Object.keys(this.#types[type] ?? {});
    const values = names.map((name) => sqliteValue(attributes[name]));
    this.#insertRow.get(type)?.run(id, time, ...values);
    for (const { object, qualifier } of mentions) {
      this.#insertRelation.run(id, object.id, qualifier);
    }
  }
}
