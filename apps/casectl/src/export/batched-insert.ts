import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { SqliteValue } from './ocel-columns.ts';

/** Rows in one statement: calling SQLite costs as much as keeping three rows. */
const ROWS_AT_A_TIME = 32;

/** Puts rows into a table, some at a time, in the order they were added. */
export class BatchedInsert {
  readonly #many: StatementSync;
  readonly #one: StatementSync;
  readonly #columns: number;
  #waiting: SqliteValue[] = [];

  constructor(database: DatabaseSync, table: string, columns: number) {
    const row = `(${Array.from({ length: columns }, () => '?').join(', ')})`;
    const rows = Array.from({ length: ROWS_AT_A_TIME }, () => row).join(', ');
    this.#many = database.prepare(`INSERT INTO ${table} VALUES ${rows}`);
    this.#one = database.prepare(`INSERT INTO ${table} VALUES ${row}`);
    this.#columns = columns;
  }

  /** Takes a row, or several rows one behind the other. */
  add(values: readonly SqliteValue[]): void {
    for (const value of values) {
      this.#waiting.push(value);
      if (this.#waiting.length < ROWS_AT_A_TIME * this.#columns) continue;
      this.#many.run(...this.#waiting);
      this.#waiting = [];
    }
  }

  /** Puts in what waits. */
  end(): void {
    for (let at = 0; at < this.#waiting.length; at += this.#columns) {
      this.#one.run(...this.#waiting.slice(at, at + this.#columns));
    }
    this.#waiting = [];
  }
}
