import type { Cell, Row, RowChange, RowKey, RowsOfKey, TableDefinition } from './projection.ts';
import type { TableChanges } from './view-store.ts';

const SEPARATOR = '\u0000';

/** One text of a key, to look rows up by. */
export const keyText = (key: RowKey): string => key.join(SEPARATOR);

const textOf = (row: Row, columns: readonly string[]): string =>
  columns.length === 1
    ? String(row[columns[0] ?? ''])
    : columns.map((column) => row[column]).join(SEPARATOR);

/** The rows of one table that a batch works on. */
interface TableRows {
  /** The rows of a key, as they are by now. */
  of(key: string): Iterable<Row>;
  apply(change: RowChange): void;
  changes(): TableChanges;
}

function noneLeaves({ name }: TableDefinition): never {
  throw new Error(`rows of ${name} are only added: none leaves`);
}

/** Rows that no fold asks for, in the order of the log: nothing need be known of them. */
class AddedRows implements TableRows {
  readonly #table: TableDefinition;
  readonly #puts: Row[] = [];

  constructor(table: TableDefinition) {
    this.#table = table;
  }

  of(): Iterable<Row> {
    return [];
  }

  apply(change: RowChange): void {
    this.#puts.push('put' in change ? change.put : noneLeaves(this.#table));
  }

  changes(): TableChanges {
    return { table: this.#table, puts: this.#puts, removes: [] };
  }
}

/** Rows that are added, column by column, to those with their primary keys. */
class SummedRows implements TableRows {
  readonly #table: TableDefinition;
  readonly #sums = new Map<string, Record<string, Cell>>();
  /** The columns that are added up. */
  readonly #added: readonly string[];

  constructor(table: TableDefinition) {
    this.#table = table;
    const { columns, primaryKey } = table;
    this.#added = Object.keys(columns).filter((column) => !primaryKey.includes(column));
  }

  of(): Iterable<Row> {
    return [];
  }

  /** Into a copy of its own, which grows in place: many events of a batch add to few sums. */
  apply(change: RowChange): void {
    const row = 'put' in change ? change.put : noneLeaves(this.#table);
    const id = textOf(row, this.#table.primaryKey);
    const sum = this.#sums.get(id);
    if (sum === undefined) this.#sums.set(id, { ...row });
    else for (const column of this.#added) sum[column] = Number(sum[column]) + Number(row[column]);
  }

  changes(): TableChanges {
    return { table: this.#table, puts: inOrder(this.#sums), removes: [] };
  }
}

/** Rows as they were loaded, with every change applied, each once. */
class LoadedRows implements TableRows {
  readonly #table: TableDefinition;
  /** By key, then by primary key. */
  readonly #rows = new Map<string, Map<string, Row>>();
  readonly #puts = new Map<string, Row>();
  /** Rows as the store has them, by primary key. */
  readonly #loaded = new Map<string, Row>();
  readonly #removes = new Map<string, Row>();

  constructor(table: TableDefinition, loaded: readonly Row[]) {
    this.#table = table;
    for (const row of loaded) {
      const id = textOf(row, table.primaryKey);
      this.#loaded.set(id, row);
      this.#keep(id, row);
    }
  }

  of(key: string): Iterable<Row> {
    return this.#rows.get(key)?.values() ?? [];
  }

  apply(change: RowChange): void {
    const row = 'put' in change ? change.put : change.remove;
    const id = textOf(row, this.#table.primaryKey);
    if ('put' in change) {
      this.#puts.set(id, row);
      this.#removes.delete(id);
      this.#keep(id, row);
      return;
    }
    this.#puts.delete(id);
    this.#removes.set(id, row);
    this.#rows.get(textOf(row, this.#table.keyColumns))?.delete(id);
  }

  changes(): TableChanges {
    const loaded = new Map<Row, Row>();
    for (const [id, row] of this.#loaded) {
      const put = this.#puts.get(id);
      if (put !== undefined) loaded.set(put, row);
    }
    const removes = [...this.#removes.values()];
    return { table: this.#table, puts: inOrder(this.#puts), removes, loaded };
  }

  #keep(id: string, row: Row): void {
    const key = textOf(row, this.#table.keyColumns);
    const rows = this.#rows.get(key);
    if (rows === undefined) this.#rows.set(key, new Map([[id, row]]));
    else rows.set(id, row);
  }
}

/** In the order of their keys, rows that lie together in the store are written together. */
function inOrder(rows: ReadonlyMap<string, Row>): readonly Row[] {
  const ordered: Row[] = [];
  for (const id of [...rows.keys()].sort()) {
    const row = rows.get(id);
    if (row !== undefined) ordered.push(row);
  }
  return ordered;
}

function rowsOf(table: TableDefinition, loaded: readonly Row[]): TableRows {
  if (table.load === 'none') return new AddedRows(table);
  if (table.load === 'sums') return new SummedRows(table);
  return new LoadedRows(table, loaded);
}

/** The rows a batch works on: as loaded, with every change applied, each row once. */
export class ProjectionRows {
  readonly #tables: ReadonlyMap<string, TableRows>;

  /** `loaded` are the rows that the fold may ask for, by the table's name. */
  constructor(tables: readonly TableDefinition[], loaded: ReadonlyMap<string, readonly Row[]>) {
    this.#tables = new Map(
      tables.map((table) => [table.name, rowsOf(table, loaded.get(table.name) ?? [])]),
    );
  }

  /** The rows of the key with this text. */
  ofKey(key: string): RowsOfKey {
    return { of: <Kept extends Row>(table: string) => this.#of(table).of(key) as Iterable<Kept> };
  }

  apply(changes: readonly RowChange[]): void {
    for (const change of changes) this.#of(change.table).apply(change);
  }

  changes(): readonly TableChanges[] {
    return [...this.#tables.values()]
      .map((rows) => rows.changes())
      .filter(({ puts, removes }) => puts.length + removes.length > 0);
  }

  #of(name: string): TableRows {
    const rows = this.#tables.get(name);
    if (rows === undefined) throw new Error(`The projection does not define the table ${name}`);
    return rows;
  }
}
