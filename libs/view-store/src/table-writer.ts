import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type {
  Cell,
  Row,
  RowsWanted,
  TableChanges,
  TableDefinition,
  ViewGeneration,
} from '@caseline/event-sourcing';
import { rowOf } from './stored-row.ts';
import { deleteStatement, loadStatement, updateStatement, upsertStatement } from './view-tables.ts';

/** Sets of columns that rows change in: events change few, so a table sees a dozen or two. */
const MAX_UPDATES = 200;

/** Writes the row's cells of some columns, and finds the row by its primary key. */
interface Update {
  readonly columns: readonly string[];
  readonly statement: StatementSync;
}

/** The prepared statements of one table of one generation. */
export class TableWriter {
  readonly #database: DatabaseSync;
  readonly #target: ViewGeneration;
  readonly #table: TableDefinition;
  readonly #columns: readonly string[];
  readonly #upsert: StatementSync;
  readonly #remove: StatementSync;
  readonly #load: StatementSync;
  readonly #updates = new Map<string, Update>();

  constructor(database: DatabaseSync, target: ViewGeneration, table: TableDefinition) {
    this.#database = database;
    this.#target = target;
    this.#table = table;
    this.#columns = Object.keys(table.columns);
    this.#upsert = database.prepare(upsertStatement(target, table));
    this.#remove = database.prepare(deleteStatement(target, table));
    this.#load = database.prepare(loadStatement(target, table));
    this.#load.setReturnArrays(true);
  }

  load(keys: RowsWanted['keys']): readonly Row[] {
    const wanted = JSON.stringify(keys.map(({ key, bound }) => [...key, bound]));
    const found = this.#load.all(wanted);
    return found.map((cells) => rowOf(this.#columns, cells as unknown as readonly Cell[]));
  }

  write({ puts, removes, loaded }: Omit<TableChanges, 'table'>): void {
    for (const row of removes) this.#remove.run(...cellsOf(row, this.#table.primaryKey));
    for (const row of puts) {
      const before = loaded?.get(row);
      if (before === undefined) this.#upsert.run(...cellsOf(row, this.#columns));
      else this.#change(before, row);
    }
  }

  /** Only what differs: an index is then touched only by a row that moves in it. */
  #change(before: Row, row: Row): void {
    const changed = this.#columns.filter((column) => before[column] !== row[column]);
    if (changed.length === 0) return;
    const update = this.#updateOf(changed);
    if (update === undefined) this.#upsert.run(...cellsOf(row, this.#columns));
    else update.statement.run(...cellsOf(row, update.columns));
  }

  /** Undefined when there are too many to keep one more. */
  #updateOf(changed: readonly string[]): Update | undefined {
    const name = changed.join();
    const known = this.#updates.get(name);
    if (known !== undefined || this.#updates.size >= MAX_UPDATES) return known;
    const text = updateStatement(this.#target, this.#table, changed);
    const columns = [...changed, ...this.#table.primaryKey];
    const update = { columns, statement: this.#database.prepare(text) };
    this.#updates.set(name, update);
    return update;
  }
}

const cellsOf = (row: Row, columns: readonly string[]): readonly Cell[] =>
  columns.map((column) => row[column] ?? null);
