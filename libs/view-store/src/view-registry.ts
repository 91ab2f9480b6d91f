import type { DatabaseSync } from 'node:sqlite';
import type {
  Checkpoint,
  QuarantinedStream,
  ViewDefinition,
  ViewGeneration,
} from '@caseline/event-sourcing';
import { START } from '@caseline/event-sourcing';
import type { RegisteredGeneration } from './stored-row.ts';
import { createStatements, exposeStatements, indexStatements } from './view-tables.ts';
import type { TableDialect } from './view-tables.ts';

/** Generations with their checkpoints, the physical tables of each, and the streams that wait. */
export const registrySchema = `
  create table if not exists view_generations (
    view text not null,
    generation integer not null,
    version integer not null,
    role text not null,
    position bigint not null,
    event_id text,
    table_names text not null,
    primary key (view, generation)
  );
  create table if not exists quarantined_streams (
    view text not null,
    generation integer not null,
    stream_id text not null,
    revision integer not null,
    position bigint not null,
    event_id text not null,
    error text not null,
    attempts integer not null,
    parked_events integer not null,
    primary key (view, generation, stream_id)
  );
`;

const dialect: TableDialect = { column: (type) => type, clustered: ' without rowid' };

const generationColumns = 'view, version, generation, role, position, event_id';

/** Which generations of which views there are. Callers bring the transaction. */
export class ViewRegistry {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  live(view: string): RegisteredGeneration | undefined {
    const sql = `select ${generationColumns} from view_generations
      where view = ? and role = 'live'`;
    return this.#database.prepare(sql).get(view) as RegisteredGeneration | undefined;
  }

  building({ name, version }: ViewDefinition): RegisteredGeneration | undefined {
    const sql = `select ${generationColumns} from view_generations
      where view = ? and version = ? and role = 'building'`;
    return this.#database.prepare(sql).get(name, version) as RegisteredGeneration | undefined;
  }

  find({ view, generation }: ViewGeneration): RegisteredGeneration | undefined {
    const sql = `select ${generationColumns} from view_generations
      where view = ? and generation = ?`;
    return this.#database.prepare(sql).get(view.name, generation) as
      RegisteredGeneration | undefined;
  }

  /** Makes the tables of a new generation; one that is being built gets its indexes at the end. */
  create(view: ViewDefinition, role: ViewGeneration['role']): ViewGeneration {
    const last = this.#database
      .prepare('select max(generation) as generation from view_generations where view = ?')
      .get(view.name);
    const generation = Number(last?.generation ?? 0) + 1;
    const target: ViewGeneration = { view, generation, role };
    for (const sql of createStatements(target, dialect)) this.#database.exec(sql);
    const names = view.tables.map((table) => `${table.name}_v${view.version}_g${generation}`);
    this.#database
      .prepare('insert into view_generations values (?, ?, ?, ?, ?, null, ?)')
      .run(view.name, generation, view.version, role, START, JSON.stringify(names));
    if (role === 'live') this.#expose(target);
    return target;
  }

  /** Lets a built generation be read, and drops every other one of its view. */
  makeLive(target: ViewGeneration): void {
    this.dropOthers(target);
    this.#database
      .prepare(`update view_generations set role = 'live' where view = ? and generation = ?`)
      .run(target.view.name, target.generation);
    this.#expose(target);
  }

  /** Drops generations of a view other than this; only unfinished ones when asked so. */
  dropOthers({ view, generation }: ViewGeneration, roles = ['live', 'building']): void {
    const others = this.#database
      .prepare(
        `select generation, role, table_names from view_generations
         where view = ? and generation <> ?`,
      )
      .all(view.name, generation)
      .filter(({ role }) => roles.includes(String(role)));
    for (const other of others) this.#drop(view.name, other);
  }

  checkpoint(target: ViewGeneration): Checkpoint | undefined {
    const found = this.find(target);
    return found && { position: found.position, eventId: found.event_id };
  }

  quarantined({ view, generation }: ViewGeneration): readonly QuarantinedStream[] {
    return this.#database
      .prepare(
        `select * from quarantined_streams where view = ? and generation = ?
         order by position`,
      )
      .all(view.name, generation)
      .map((row) => ({
        streamId: String(row.stream_id),
        revision: Number(row.revision),
        position: Number(row.position),
        eventId: String(row.event_id),
        error: String(row.error),
        attempts: Number(row.attempts),
        parkedEvents: Number(row.parked_events),
      }));
  }

  #expose(target: ViewGeneration): void {
    const statements = [...indexStatements(target), ...exposeStatements(target)];
    for (const sql of statements) this.#database.exec(sql);
  }

  #drop(view: string, other: Record<string, unknown>): void {
    const names = JSON.parse(String(other.table_names)) as readonly string[];
    if (other.role === 'live') {
      for (const name of names) {
        this.#database.exec(`drop view if exists ${name.replace(/_v\d+_g\d+$/, '')}`);
      }
    }
    for (const name of names) this.#database.exec(`drop table if exists ${name}`);
    for (const table of ['view_generations', 'quarantined_streams']) {
      this.#database
        .prepare(`delete from ${table} where view = ? and generation = ?`)
        .run(view, Number(other.generation));
    }
  }
}
