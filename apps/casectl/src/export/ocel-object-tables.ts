import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { BatchedInsert } from './batched-insert.ts';
import { columnsOf, sqliteValue, type SqliteValue } from './ocel-columns.ts';
import { objectTypes, type OcelObjectType } from './ocel-model.ts';
import type { OcelFields, OcelMention, OcelObject } from './ocel-objects.ts';
import type { OcelRelation } from './ocel-statement.ts';

/** The instant that OCEL gives to what an object had from its beginning. */
const FROM_THE_BEGINNING = '1970-01-01T00:00:00.000Z';

export const objectTypeNames = Object.keys(objectTypes) as readonly OcelObjectType[];

const TABLES = `
  CREATE TABLE object (ocel_id TEXT PRIMARY KEY, ocel_type TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE object_object (
    ocel_source_id TEXT NOT NULL, ocel_target_id TEXT NOT NULL, ocel_qualifier TEXT NOT NULL,
    PRIMARY KEY (ocel_source_id, ocel_target_id, ocel_qualifier),
    FOREIGN KEY (ocel_source_id) REFERENCES object (ocel_id),
    FOREIGN KEY (ocel_target_id) REFERENCES object (ocel_id)
  ) WITHOUT ROWID;
  CREATE TABLE object_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT NOT NULL);
`;
/** The same of a later half, and which objects have begun in it. */
const LATER_TABLES = `
  CREATE TABLE object (ocel_id TEXT PRIMARY KEY, ocel_type TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE object_object (source TEXT, target TEXT, qualifier TEXT,
    PRIMARY KEY (source, target, qualifier)) WITHOUT ROWID;
  CREATE TABLE begun (ocel_id TEXT PRIMARY KEY) WITHOUT ROWID;
`;
const BEGUN = 'CREATE TEMP TABLE begun (ocel_id TEXT PRIMARY KEY) WITHOUT ROWID';

/** Objects remembered so as not to ask the tables; when there are more, it is asked again. */
const MAX_REMEMBERED = 100_000;

/** When a row of a later half counts: some depend on whether the object had begun before it. */
const counts = { always: 0, 'where it begins': 1, 'where it had begun': 2 } as const;
type Counts = keyof typeof counts;

/**
 * The objects of an OCEL log in tables: which there are, what was known of them when, and how they
 * relate. Tables, because objects change all through the log and must not fill the memory.
 */
export class OcelObjectTables {
  readonly #database: DatabaseSync;
  readonly #isLater: boolean;
  readonly #insertObject: StatementSync;
  readonly #insertRelation: StatementSync;
  readonly #begin: StatementSync;
  readonly #rows: ReadonlyMap<OcelObjectType, ObjectRows>;
  /** Objects that are in the tables, and those of them that have begun. */
  readonly #there = new Set<string>();
  readonly #begun = new Set<string>();

  private constructor(database: DatabaseSync, isLater: boolean) {
    this.#database = database;
    this.#isLater = isLater;
    this.#insertObject = database.prepare('INSERT OR IGNORE INTO object VALUES (?, ?)');
    this.#insertRelation = database.prepare('INSERT OR IGNORE INTO object_object VALUES (?, ?, ?)');
    this.#begin = database.prepare('INSERT OR IGNORE INTO begun VALUES (?)');
    this.#rows = new Map(
      objectTypeNames.map((type) => {
        const names = Object.keys(objectTypes[type]);
        const columns = names.length + (isLater ? 4 : 3);
        return [type, { names, insert: new BatchedInsert(database, `object_${type}`, columns) }];
      }),
    );
  }

  /** Tables as OCEL wants them. */
  static in(database: DatabaseSync): OcelObjectTables {
    database.exec(TABLES);
    database.exec(BEGUN);
    const map = database.prepare('INSERT INTO object_map_type VALUES (?, ?)');
    for (const type of objectTypeNames) {
      map.run(type, type);
      database.exec(`CREATE TABLE object_${type} (
        ocel_id TEXT NOT NULL, ocel_time TIMESTAMP NOT NULL, ocel_changed_field TEXT
        ${columnsOf(objectTypes[type])}, FOREIGN KEY (ocel_id) REFERENCES object (ocel_id))`);
    }
    return new OcelObjectTables(database, false);
  }

  /** Tables of a later half, for `takeLater`. */
  static ofLaterHalf(database: DatabaseSync): OcelObjectTables {
    database.exec(LATER_TABLES);
    for (const type of objectTypeNames) {
      database.exec(`CREATE TABLE object_${type} (
        counts INTEGER, ocel_id TEXT, ocel_time TIMESTAMP, ocel_changed_field TEXT
        ${columnsOf(objectTypes[type])})`);
    }
    return new OcelObjectTables(database, true);
  }

  /** What an event says of an object. */
  mention({ object, changes, whole }: OcelMention, time: string): void {
    this.#ensure(object);
    if (changes === undefined) return;
    const begins = this.#begins(object);
    if (begins) {
      const known = whole?.() ?? changes;
      this.#put(object, ['where it begins', FROM_THE_BEGINNING, null], known);
      if (!this.#isLater) return;
    }
    const when = begins ? 'where it had begun' : 'always';
    for (const changed of Object.keys(changes)) {
      this.#put(object, [when, time, changed], { [changed]: changes[changed] ?? '' });
    }
  }

  relate({ source, target, qualifier }: OcelRelation): void {
    this.#ensure(source);
    this.#ensure(target);
    this.#insertRelation.run(source.id, target.id, qualifier);
  }

  /** Puts in what waits for others. */
  flush(): void {
    for (const { insert } of this.#rows.values()) insert.end();
  }

  /** Takes the objects of the later half from a database that is attached as `later`. */
  takeLater(): void {
    this.flush();
    this.#database.exec(`
      INSERT OR IGNORE INTO object SELECT * FROM later.object;
      INSERT OR IGNORE INTO object_object SELECT * FROM later.object_object`);
    for (const [type, { names }] of this.#rows) {
      const columns = ['ocel_id', 'ocel_time', 'ocel_changed_field', ...names];
      this.#database.exec(`INSERT INTO object_${type}
        SELECT ${columns.map((name) => `"${name}"`).join(', ')} FROM later.object_${type} AS said
        WHERE counts = ${counts.always} OR counts = iif(
          EXISTS (SELECT 1 FROM temp.begun WHERE begun.ocel_id = said.ocel_id),
          ${counts['where it had begun']}, ${counts['where it begins']})
        ORDER BY said.rowid`);
    }
    this.#database.exec('INSERT OR IGNORE INTO temp.begun SELECT * FROM later.begun');
  }

  /** Every object gets a first row, those too of which nothing is known but their name. */
  end(): void {
    this.flush();
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
    [when, time, changed]: readonly [Counts, string, string | null],
    fields: OcelFields,
  ): void {
    const rows = this.#rows.get(type);
    if (rows === undefined) return;
    const row: SqliteValue[] = this.#isLater ? [counts[when]] : [];
    row.push(id, time, changed);
    for (const name of rows.names) row.push(sqliteValue(fields[name]));
    rows.insert.add(row);
  }
}

/** The rows of a type of objects. */
interface ObjectRows {
  /** Of its attributes. */
  readonly names: readonly string[];
  readonly insert: BatchedInsert;
}

function remember(ids: Set<string>, id: string): void {
  if (ids.size >= MAX_REMEMBERED) ids.clear();
  ids.add(id);
}
