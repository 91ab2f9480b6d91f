import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type {
  Cell,
  Row,
  RowsWanted,
  TableChanges,
  TableDefinition,
  ViewChanges,
  ViewGeneration,
} from '@caseline/event-sourcing';
import { CheckpointMoved } from '@caseline/event-sourcing';
import { rowOf } from './stored-row.ts';
import { deleteStatement, loadStatement, upsertStatement } from './view-tables.ts';

interface TableStatements {
  readonly columns: readonly string[];
  readonly upsert: StatementSync;
  readonly remove: StatementSync;
  readonly load: StatementSync;
}

/** The prepared statements of one generation: the hot path, so without a query builder. */
export class GenerationWriter {
  readonly #database: DatabaseSync;
  readonly #target: ViewGeneration;
  readonly #tables = new Map<string, TableStatements>();
  readonly #checkpoint: StatementSync;
  readonly #quarantine: StatementSync;
  readonly #release: StatementSync;

  constructor(database: DatabaseSync, target: ViewGeneration) {
    this.#database = database;
    this.#target = target;
    this.#checkpoint = database.prepare(
      `update view_generations set position = ?, event_id = ?
       where view = ? and generation = ? and position = ?`,
    );
    this.#quarantine = database.prepare(
      'insert or replace into quarantined_streams values (?, ?, ?, ?, ?, ?, ?, ?, ?)',
    );
    this.#release = database.prepare(
      'delete from quarantined_streams where view = ? and generation = ? and stream_id = ?',
    );
  }

  load({ table, keys }: RowsWanted): readonly Row[] {
    const wanted = JSON.stringify(keys.map(({ key, bound }) => [...key, bound]));
    const { columns, load } = this.#of(table);
    return load.all(wanted).map((cells) => rowOf(columns, cells as unknown as readonly Cell[]));
  }

  /** Within the caller's transaction. */
  write(changes: ViewChanges): void {
    const { view, generation } = this.#target;
    const { position, eventId } = changes.to;
    const moved = this.#checkpoint.run(position, eventId, view.name, generation, changes.from);
    if (moved.changes !== 1) {
      throw new CheckpointMoved(`${view.name} is not at ${changes.from} any more`);
    }
    for (const table of changes.tables) this.#writeTable(table);
    for (const stream of changes.quarantined) {
      const { streamId, revision, error, attempts, parkedEvents } = stream;
      const place = [streamId, revision, stream.position, stream.eventId] as const;
      this.#quarantine.run(view.name, generation, ...place, error, attempts, parkedEvents);
    }
    for (const streamId of changes.released) this.#release.run(view.name, generation, streamId);
  }

  #writeTable({ table, puts, removes }: TableChanges): void {
    const { columns, upsert, remove } = this.#of(table);
    for (const row of removes) remove.run(...table.primaryKey.map((column) => row[column] ?? null));
    for (const row of puts) upsert.run(...columns.map((column) => row[column] ?? null));
  }

  #of(table: TableDefinition): TableStatements {
    const known = this.#tables.get(table.name);
    if (known !== undefined) return known;
    const load = this.#database.prepare(loadStatement(this.#target, table));
    load.setReturnArrays(true);
    const prepared = {
      columns: Object.keys(table.columns),
      upsert: this.#database.prepare(upsertStatement(this.#target, table)),
      remove: this.#database.prepare(deleteStatement(this.#target, table)),
      load,
    };
    this.#tables.set(table.name, prepared);
    return prepared;
  }
}
