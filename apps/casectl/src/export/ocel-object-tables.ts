import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { columnsOf, sqliteValue } from './ocel-columns.ts';
import { objectTypes, type OcelObjectType } from './ocel-model.ts';
import type { OcelFields, OcelMention, OcelObject } from './ocel-objects.ts';
import type { OcelRelation } from './ocel-statement.ts';

/** The instant that OCEL gives to what an object had from its beginning. */
export const FROM_THE_BEGINNING = '1970-01-01T00:00:00.000Z';

export const objectTypeNames = Object.keys(objectTypes) as readonly OcelObjectType[];

const attributeNames = (type: OcelObjectType): readonly string[] => Object.keys(objectTypes[type]);

const TABLES = `
  CREATE TABLE object (ocel_id TEXT PRIMARY KEY, ocel_type TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE object_object (
    ocel_source_id TEXT NOT NULL, ocel_target_id TEXT NOT NULL, ocel_qualifier TEXT NOT NULL,
    PRIMARY KEY (ocel_source_id, ocel_target_id, ocel_qualifier),
    FOREIGN KEY (ocel_source_id) REFERENCES object (ocel_id),
    FOREIGN KEY (ocel_target_id) REFERENCES object (ocel_id)
  ) WITHOUT ROWID;
  CREATE TABLE object_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT NOT NULL);
  CREATE TEMP TABLE begun (ocel_id TEXT PRIMARY KEY) WITHOUT ROWID;
`;

/** Objects remembered so as not to ask the tables; when there are more, it is asked again. */
const MAX_REMEMBERED = 100_000;

/**
 * The objects of an OCEL log in tables: which there are, what was known of them when, and how they
 * relate. Tables, because objects change all through the log and must not fill the memory.
 */
export class OcelObjectTables {
  readonly #database: DatabaseSync;
  readonly #insertObject: StatementSync;
  readonly #insertRelation: StatementSync;
  readonly #begin: StatementSync;
  readonly #insertRow: ReadonlyMap<OcelObjectType, StatementSync>;
  /** Objects that are in the tables, and those of them that have begun. */
  readonly #there = new Set<string>();
  readonly #begun = new Set<string>();

  constructor(database: DatabaseSync) {
    database.exec(TABLES);
    const map = database.prepare('INSERT INTO object_map_type VALUES (?, ?)');
    for (const type of objectTypeNames) {
      map.run(type, type);
      database.exec(`CREATE TABLE object_${type} (
        ocel_id TEXT NOT NULL, ocel_time TIMESTAMP NOT NULL, ocel_changed_field TEXT
        ${columnsOf(objectTypes[type])}, FOREIGN KEY (ocel_id) REFERENCES object (ocel_id))`);
    }
    this.#database = database;
    this.#insertObject = database.prepare('INSERT OR IGNORE INTO object VALUES (?, ?)');
    this.#insertRelation = database.prepare('INSERT OR IGNORE INTO object_object VALUES (?, ?, ?)');
    this.#begin = database.prepare('INSERT OR IGNORE INTO begun VALUES (?)');
    this.#insertRow = new Map(
      objectTypeNames.map((type) => {
        const places = ['?', '?', '?', ...attributeNames(type).map(() => '?')].join(', ');
        return [type, database.prepare(`INSERT INTO object_${type} VALUES (${places})`)];
      }),
    );
  }

  /** What an event says of an object. */
  mention({ object, changes, whole }: OcelMention, time: string): void {
    this.#ensure(object);
    if (changes === undefined) return;
    if (this.#begins(object)) {
      const known = whole?.() ?? changes;
      this.#put(object, { time: FROM_THE_BEGINNING, changed: null }, known);
      return;
    }
    for (const [changed, value] of Object.entries(changes)) {
      this.#put(object, { time, changed }, { [changed]: value ?? '' });
    }
  }

  relate({ source, target, qualifier }: OcelRelation): void {
    this.#ensure(source);
    this.#ensure(target);
    this.#insertRelation.run(source.id, target.id, qualifier);
  }

  /** Every object gets a first row, those too of which nothing is known but their name. */
  end(): void {
    for (const type of objectTypeNames) {
      this.#database.exec(`INSERT INTO object_${type} (ocel_id, ocel_time)
        SELECT ocel_id, '${FROM_THE_BEGINNING}' FROM object WHERE ocel_type = '${type}'
        AND ocel_id NOT IN (SELECT ocel_id FROM begun)`);
    }
    this.#database.exec('DROP TABLE begun');
  }

  #ensure({ id, type }: OcelObject): void {
    if (this.#there.has(id)) return;
    remember(this.#there, id);
    this.#insertObject.run(id, type);
  }

  /** Whether this is the first that is said of an object. */
  #begins({ id }: OcelObject): boolean {
    if (this.#begun.has(id)) return false;
    remember(this.#begun, id);
    return this.#begin.run(id).changes === 1;
  }

  #put(
    { id, type }: OcelObject,
    { time, changed }: { readonly time: string; readonly changed: string | null },
    fields: OcelFields,
  ): void {
    const values = attributeNames(type).map((name) => sqliteValue(fields[name]));
    this.#insertRow.get(type)?.run(id, time, changed, ...values);
  }
}

function remember(ids: Set<string>, id: string): void {
  if (ids.size >= MAX_REMEMBERED) ids.clear();
  ids.add(id);
}
