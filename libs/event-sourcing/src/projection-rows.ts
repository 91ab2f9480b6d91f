import type { Cell, Row, RowChange, RowKey, RowsOfKey, TableDefinition } from './projection.ts';
import type { TableChanges } from './view-store.ts';

const SEPARATOR = '\u0000';

/** One text of a key, to look rows up by. */
export const keyText = (key: RowKey): string => key.join(SEPARATOR);

const textOf = (row: Row, columns: readonly string[]): string =>
  columns.length === 1
    ? String(row[columns[0] ?? ''])
    : columns.map((column) => row[column]).join(SEPARATOR);

class TableRows {
  readonly table: TableDefinition;
  /** By key, then by primary key. */
  readonly #rows = new Map<string, Map<string, Row>>();
  readonly #puts = new Map<string, Row>();
  /** Rows as the store has them, by primary key. */
  readonly #loaded = new Map<string, Row>();
  readonly #removes = new Map<string, Row>();
  readonly #sums = new Map<string, Record<string, Cell>>();

  /** The columns that are added up where a row is a sum. */
  readonly #added: readonly string[];

  constructor(table: TableDefinition) {
    this.table = table;
    const { columns, primaryKey } = table;
    this.#added = Object.keys(columns).filter((column) => !primaryKey.includes(column));
  }

  add(rows: readonly Row[]): void {
    for (const row of rows) {
      const id = textOf(row, this.table.primaryKey);
      this.#loaded.set(id, row);
      this.#keep(id, row);
    }
  }

  of(key: string): Iterable<Row> {
    return this.#rows.get(key)?.values() ?? [];
  }

  apply(change: RowChange): void {
    const row = 'put' in change ? change.put : change.remove;
    const id = textOf(row, this.table.primaryKey);
    if (this.table.load === 'sums') {
      if ('remove' in change) throw new Error(`a row of ${this.table.name} is a sum: none leaves`);
      this.#add(id, row);
      return;
    }
    if ('put' in change) {
      this.#puts.set(id, row);
      this.#removes.delete(id);
      // Rows that no fold asks for need not be remembered.
      if (this.table.load !== 'none') this.#keep(id, row);
      return;
    }
    this.#puts.delete(id);
    this.#removes.set(id, row);
    this.#rows.get(textOf(row, this.table.keyColumns))?.delete(id);
  }

  changes(): TableChanges {
    const { table } = this;
    const removes = [...this.#removes.values()];
    return { table, puts: this.#putsInOrder(), removes, loaded: this.#loadedOfPuts() };
  }

  #loadedOfPuts(): ReadonlyMap<Row, Row> {
    const loaded = new Map<Row, Row>();
    for (const [id, row] of this.#loaded) {
      const put = this.#puts.get(id);
      if (put !== undefined) loaded.set(put, row);
    }
    return loaded;
  }

  /** In the order of their keys, rows that lie together in the store are written together. */
  #putsInOrder(): readonly Row[] {
    // Rows that are only added come in the order of the log.
    if (this.table.load === 'none') return [...this.#puts.values()];
    return [...this.#puts].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, row]) => row);
  }

  /** Into a copy of its own, which grows in place: many events of a batch add to few sums. */
  #add(id: string, row: Row): void {
    const sum = this.#sums.get(id);
    if (sum === undefined) {
      const begun = { ...row };
      this.#sums.set(id, begun);
      this.#puts.set(id, begun);
      return;
    }
    for (const column of this.#added) sum[column] = Number(sum[column]) + Number(row[column]);
  }

  #keep(id: string, row: Row): void {
    const key = textOf(row, this.table.keyColumns);
    const rows = this.#rows.get(key);
    if (rows === undefined) this.#rows.set(key, new Map([[id, row]]));
    else rows.set(id, row);
  }
}

/** The rows a batch works on: as loaded, with every change applied, each row once. */
export class ProjectionRows {
  readonly #tables: ReadonlyMap<string, TableRows>;

  constructor(tables: readonly TableDefinition[]) {
    this.#tables = new Map(tables.map((table) => [table.name, new TableRows(table)]));
  }

  add(table: TableDefinition, rows: readonly Row[]): void {
    this.#of(table.name).add(rows);
  }

  ofKey(key: RowKey): RowsOfKey {
    const text = keyText(key);
    return {
      of: <Kept extends Row>(table: string) => this.#of(table).of(text) as Iterable<Kept>,
    };
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
