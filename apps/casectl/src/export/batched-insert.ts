import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { SqliteValue } from './ocel-columns.ts';

/** Rows in one statement: calling SQLite costs as much as keeping three rows. */
const ROWS_AT_A_TIME = 32;

/**
 * Puts rows into a table, some at a time, in the order they were added. After a row that fails the
 * table is worth nothing.
 */
export class BatchedInsert {
  readonly #many: StatementSync;
  readonly #one: StatementSync;
  readonly #columns: number;
  readonly #waiting: SqliteValue[] = [];

  constructor(database: DatabaseSync, table: string, columns: number) {
    const row = `(${Array.from({ length: columns }, () => '?').join(', ')})`;
    const rows = Array.from({ length: ROWS_AT_A_TIME }, () => row).join(', ');
    // To take back the rows before one that fails, SQLite would copy every page that it touches.
    this.#many = database.prepare(`INSERT OR FAIL INTO ${table} VALUES ${rows}`);
    this.#one = database.prepare(`INSERT OR FAIL INTO ${table} VALUES ${row}`);
    this.#columns = columns;
  }

  add(row: readonly SqliteValue[]): void {
    for (const value of row) this.#waiting.push(value);
    if (this.#waiting.length < ROWS_AT_A_TIME * this.#columns) return;
    this.#many.run(...this.#waiting);
    this.#waiting.length = 0;
  }

  /** Puts in what waits. */
  end(): void {
    for (let at = 0; at < this.#waiting.length; at += this.#columns) {
      this.#one.run(...this.#waiting.slice(at, at + this.#columns));
    }
    this.#waiting.length = 0;
  }
}
