import type { RecordedEvent } from './envelope.ts';

/** SQL types that mean the same in SQLite and PostgreSQL; what is not `not null` may be null. */
export type ColumnType =
  'text' | 'text not null' | 'integer' | 'integer not null' | 'bigint' | 'bigint not null';

export type Cell = string | number | null;
/** A row of a read model: its columns by name. */
export type Row = Readonly<Record<string, Cell>>;

export interface IndexDefinition {
  readonly name: string;
  readonly columns: readonly string[];
  /** SQL condition of a partial index. */
  readonly where?: string;
}

/**
 * Which rows of a key the fold wants to see: all of them, none (rows are only added), or those
 * whose `column` lies behind the smallest `bound` of the batch's events. `sums` is none too, but a
 * row that is put is added, column by column, to the one with its primary key: a roll-up, whose
 * other columns are all numbers.
 */
export type RowsToLoad =
  | 'all'
  | 'none'
  | 'sums'
  | { readonly column: string; readonly bound: (event: RecordedEvent) => number };

/** A table of a read model. Columns with personal data begin with `personal_`. */
export interface TableDefinition {
  readonly name: string;
  readonly columns: Readonly<Record<string, ColumnType>>;
  readonly primaryKey: readonly string[];
  /** The columns that hold the key a fold works on: a prefix of the primary key, or indexed. */
  readonly keyColumns: readonly string[];
  readonly load: RowsToLoad;
  /**
   * Columns that no later event changes: a row that is written again leaves their indexes alone.
   */
  readonly fixedColumns?: readonly string[];
  /**
   * Rows lie in the order of the primary key where a store can do that: those of one key together,
   * and no index beside them that every row must be written to as well.
   */
  readonly clustered?: true;
  readonly indexes: readonly IndexDefinition[];
}

/** The values of a table's key columns. */
export type RowKey = readonly string[];

/** The rows of one key, as they are before an event. */
export interface RowsOfKey {
  /** The caller names the type of the rows that it has itself put into the table. */
  of<Kept extends Row = Row>(table: string): Iterable<Kept>;
}

/** What an event changes: a row to write, or one to remove, told by its primary key. */
export type RowChange =
  { readonly table: string; readonly put: Row } | { readonly table: string; readonly remove: Row };

/**
 * A read model as a pure fold over the log. It sees the rows of the keys that an event touches, and
 * states what changes; ids and values derive from the event, so a rebuild gives the same bytes. An
 * event it cannot fold throws; its stream is then quarantined for this projection.
 */
export interface Projection<Event extends RecordedEvent = RecordedEvent> {
  readonly name: string;
  /** Counts from 1; a new one is built beside the old and switched to when it has caught up. */
  readonly version: number;
  /** Events of other streams are not shown to it. */
  readonly streamPrefixes: readonly string[];
  readonly tables: readonly TableDefinition[];
  /** The keys that an event touches; none when the projection ignores it. */
  keysOf(event: Event): readonly RowKey[];
  fold(rows: RowsOfKey, event: Event, key: RowKey): readonly RowChange[];
}
