import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type {
  Row,
  RowsWanted,
  TableDefinition,
  ViewChanges,
  ViewGeneration,
} from '@caseline/event-sourcing';
import { CheckpointMoved } from '@caseline/event-sourcing';
import { TableWriter } from './table-writer.ts';

/** The prepared statements of one generation: the hot path, so without a query builder. */
export class GenerationWriter {
  readonly #database: DatabaseSync;
  readonly #target: ViewGeneration;
  readonly #tables = new Map<string, TableWriter>();
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
    return this.#of(table).load(keys);
  }

  /** Within the caller's transaction. */
  write(changes: ViewChanges): void {
    const { view, generation } = this.#target;
    const { position, eventId } = changes.to;
    const moved = this.#checkpoint.run(position, eventId, view.name, generation, changes.from);
    if (moved.changes !== 1) {
      throw new CheckpointMoved(`${view.name} is not at ${changes.from} any more`);
    }
    for (const { table, ...rows } of changes.tables) this.#of(table).write(rows);
    for (const stream of changes.quarantined) {
      const { streamId, revision, error, attempts, parkedEvents } = stream;
      const place = [streamId, revision, stream.position, stream.eventId] as const;
      this.#quarantine.run(view.name, generation, ...place, error, attempts, parkedEvents);
    }
    for (const streamId of changes.released) this.#release.run(view.name, generation, streamId);
  }

  #of(table: TableDefinition): TableWriter {
    const known = this.#tables.get(table.name);
    if (known !== undefined) return known;
    const writer = new TableWriter(this.#database, this.#target, table);
    this.#tables.set(table.name, writer);
    return writer;
  }
}
