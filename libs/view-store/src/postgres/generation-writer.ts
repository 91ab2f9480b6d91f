import type {
  Cell,
  ColumnType,
  Row,
  RowsWanted,
  TableChanges,
  TableDefinition,
  ViewChanges,
  ViewGeneration,
} from '@caseline/event-sourcing';
import { CheckpointMoved } from '@caseline/event-sourcing';
import { rowOf } from '../stored-row.ts';
import { physicalName } from '../view-tables.ts';
import { binaryArray } from './binary-array.ts';
import type { Question, Session } from './connection.ts';
import { copiedRows } from './copied-rows.ts';
import type { Columns } from './copied-rows.ts';
import {
  copyStatement,
  deleteStatement,
  loadStatement,
  upsertStatement,
} from './generation-statements.ts';
import { storableText } from './storable-text.ts';

/** The most rows in one statement: holds down what both sides must keep of it. */
const MAX_ROWS = 2_500;

/** Fewer rows are quicker in a statement that was planned before. */
const LEAST_COPIED = 50;

/**
 * Whether rows that nobody has loaded are added, which fails where one with its primary key is, or
 * put in the place of that. Folds hardly ever put such a row, and adding is much the quicker.
 */
export type Putting = 'adding' | 'replacing';

/** The most keys whose rows are asked for in one statement. */
const MAX_KEYS = 10_000;

interface TableStatements {
  readonly name: string;
  readonly columns: Columns;
  readonly upsert: string;
  readonly copy: string;
  readonly remove: string;
  readonly load: string;
}

/** One column of some rows as one parameter. */
const columnOf = (rows: readonly Row[], column: string, type: ColumnType): Buffer =>
  binaryArray(
    type,
    rows.map((row) => row[column] ?? null),
  );

function* chunks<Item>(items: readonly Item[], size: number): Iterable<readonly Item[]> {
  for (let from = 0; from < items.length; from += size) yield items.slice(from, from + size);
}

/** The statements of one generation: the hot path, so without a query builder. */
export class PostgresGenerationWriter {
  readonly #target: ViewGeneration;
  readonly #tables = new Map<string, TableStatements>();

  constructor(target: ViewGeneration) {
    this.#target = target;
  }

  async load(session: Session, { table, keys }: RowsWanted): Promise<readonly Row[]> {
    const { name, columns, load } = this.#of(table);
    const names = columns.map(([column]) => column);
    const rows: Row[] = [];
    for (const part of chunks(keys, MAX_KEYS)) {
      const values = table.keyColumns.map((column, index) =>
        binaryArray(
          typeOf(table, column),
          part.map(({ key }) => key[index] ?? null),
        ),
      );
      const bounds = binaryArray(
        'bigint not null',
        part.map(({ bound }) => bound),
      );
      const question = { name: `load ${name}`, text: load, values: [...values, bounds] };
      for (const cells of await session.rows<Cell[]>(question)) rows.push(rowOf(names, cells));
    }
    return rows;
  }

  /** Within the caller's transaction. */
  async write(session: Session, changes: ViewChanges, putting: Putting): Promise<void> {
    await this.#moveCheckpoint(session, changes);
    for (const rows of changes.tables) {
      await this.#remove(session, rows);
      await this.#put(session, rows, putting);
    }
    for (const question of this.#quarantine(changes)) await session.run(question);
  }

  /** First of all: the row of the generation is then locked until the transaction ends. */
  async #moveCheckpoint(session: Session, { from, to }: ViewChanges): Promise<void> {
    const { view, generation } = this.#target;
    const moved = await session.run({
      name: 'move checkpoint',
      text: `update view_generations set position = $1, event_id = $2
        where view = $3 and generation = $4 and position = $5`,
      values: [to.position, to.eventId, view.name, generation, from],
    });
    if (moved !== 1) throw new CheckpointMoved(`${view.name} is not at ${from} any more`);
  }

  async #remove(session: Session, { table, removes }: TableChanges): Promise<void> {
    const { name, remove } = this.#of(table);
    for (const rows of chunks(removes, MAX_ROWS)) {
      const values = table.primaryKey.map((column) =>
        columnOf(rows, column, typeOf(table, column)),
      );
      await session.run({ name: `remove ${name}`, text: remove, values });
    }
  }

  async #put(
    session: Session,
    { table, puts, loaded }: TableChanges,
    putting: Putting,
  ): Promise<void> {
    const isFresh = (row: Row): boolean => loaded?.has(row) !== true;
    const fresh = puts.filter(isFresh);
    if (putting === 'replacing' || table.load === 'sums' || fresh.length < LEAST_COPIED) {
      return this.#replace(session, table, puts);
    }
    const { columns, copy } = this.#of(table);
    await session.copy(copy, copiedRows(columns, fresh));
    if (fresh.length < puts.length) {
      const others = puts.filter((row) => !isFresh(row));
      await this.#replace(session, table, others);
    }
  }

  async #replace(session: Session, table: TableDefinition, puts: readonly Row[]): Promise<void> {
    const { name, columns, upsert } = this.#of(table);
    for (const rows of chunks(puts, MAX_ROWS)) {
      const values = columns.map(([column, type]) => columnOf(rows, column, type));
      await session.run({ name: `put ${name}`, text: upsert, values });
    }
  }

  #quarantine({ quarantined, released }: ViewChanges): readonly Question[] {
    const { view, generation } = this.#target;
    const waiting = quarantined.map((stream) => ({
      text: `insert into quarantined_streams values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        on conflict (view, generation, stream_id) do update set revision = excluded.revision,
          position = excluded.position, event_id = excluded.event_id, error = excluded.error,
          attempts = excluded.attempts, parked_events = excluded.parked_events`,
      values: [
        view.name,
        generation,
        stream.streamId,
        stream.revision,
        stream.position,
        stream.eventId,
        storableText(stream.error),
        stream.attempts,
        stream.parkedEvents,
      ],
    }));
    const freed = {
      text: `delete from quarantined_streams
        where view = $1 and generation = $2 and stream_id = any($3)`,
      values: [view.name, generation, [...released]],
    };
    return released.length === 0 ? waiting : [...waiting, freed];
  }

  #of(table: TableDefinition): TableStatements {
    const known = this.#tables.get(table.name);
    if (known !== undefined) return known;
    const statements = {
      name: physicalName(this.#target, table),
      columns: Object.entries(table.columns),
      upsert: upsertStatement(this.#target, table),
      copy: copyStatement(this.#target, table),
      remove: deleteStatement(this.#target, table),
      load: loadStatement(this.#target, table),
    };
    this.#tables.set(table.name, statements);
    return statements;
  }
}

function typeOf({ name, columns }: TableDefinition, column: string): ColumnType {
  const type = columns[column];
  if (type === undefined) throw new Error(`${name} has no column ${column}`);
  return type;
}
