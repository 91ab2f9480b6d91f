import type {
  Checkpoint,
  QuarantinedStream,
  ViewDefinition,
  ViewGeneration,
} from '@caseline/event-sourcing';
import { START } from '@caseline/event-sourcing';
import type { RegisteredGeneration } from '../stored-row.ts';
import {
  createStatements,
  exposeStatements,
  indexStatements,
  physicalName,
} from '../view-tables.ts';
import type { TableDialect } from '../view-tables.ts';
import { columnTypes } from './binary-cells.ts';
import { commentStatements } from './table-comments.ts';
import type { Session } from './connection.ts';
import { grantGeneration } from './reader-role.ts';

interface RegisteredWithTables extends RegisteredGeneration {
  readonly table_names: string;
}

/** PostgreSQL keeps no table in the order of an index. */
const dialect: TableDialect = { column: (type) => columnTypes[type].declared, clustered: '' };

const selected = 'select view, version, generation, role, position, event_id, table_names';

/** Which generations of which views there are, within the transaction of a session. */
export class GenerationRegistry {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Locked until the transaction ends: nobody writes into it meanwhile. */
  live(view: string): Promise<RegisteredWithTables | undefined> {
    return this.#first(
      `${selected} from view_generations
      where view = $1 and role = 'live' for update`,
      [view],
    );
  }

  building({ name, version }: ViewDefinition): Promise<RegisteredWithTables | undefined> {
    return this.#first(
      `${selected} from view_generations
      where view = $1 and version = $2 and role = 'building'`,
      [name, version],
    );
  }

  find({ view, generation }: ViewGeneration): Promise<RegisteredWithTables | undefined> {
    return this.#first(
      `${selected} from view_generations
      where view = $1 and generation = $2`,
      [view.name, generation],
    );
  }

  /** Makes the tables of a new generation; one that is being built gets its indexes at the end. */
  async create(view: ViewDefinition, role: ViewGeneration['role']): Promise<ViewGeneration> {
    const { rows } = await this.#session.query<{ generation: number }>(
      `select coalesce(max(generation), 0) as generation from view_generations where view = $1`,
      [view.name],
    );
    const generation = (rows[0]?.generation ?? 0) + 1;
    const target: ViewGeneration = { view, generation, role };
    await this.#runAll(createStatements(target, dialect));
    const names = view.tables.map((table) => physicalName(target, table));
    await this.#session.query(
      'insert into view_generations values ($1, $2, $3, $4, $5, null, $6)',
      [view.name, generation, view.version, role, START, JSON.stringify(names)],
    );
    if (role === 'live') {
      await this.#runAll(indexStatements(target));
      await this.#expose(target);
    }
    return target;
  }

  /** What readers need: indexes, and what the planner must know of the rows. */
  async finish(target: ViewGeneration, timeoutMs: number): Promise<void> {
    const analyses = target.view.tables.map((table) => `analyze ${physicalName(target, table)}`);
    for (const text of [...indexStatements(target), ...analyses]) {
      await this.#session.run({ text, timeoutMs });
    }
  }

  /** Lets a built and indexed generation be read, and drops every other one of its view. */
  async makeLive(target: ViewGeneration): Promise<void> {
    await this.dropOthers(target);
    await this.#session.query(
      `update view_generations set role = 'live' where view = $1 and generation = $2`,
      [target.view.name, target.generation],
    );
    await this.#expose(target);
  }

  /** Drops generations of a view other than this; only unfinished ones when asked so. */
  async dropOthers(
    { view, generation }: ViewGeneration,
    roles: readonly string[] = ['live', 'building'],
  ): Promise<void> {
    const { rows } = await this.#session.query<RegisteredWithTables>(
      `${selected} from view_generations where view = $1 and generation <> $2`,
      [view.name, generation],
    );
    for (const other of rows) if (roles.includes(other.role)) await this.#drop(other);
  }

  async checkpoint(target: ViewGeneration): Promise<Checkpoint | undefined> {
    const found = await this.find(target);
    return found && { position: found.position, eventId: found.event_id };
  }

  async quarantined({ view, generation }: ViewGeneration): Promise<readonly QuarantinedStream[]> {
    const { rows } = await this.#session.query<QuarantinedStream>(
      `select stream_id as "streamId", revision, position, event_id as "eventId", error, attempts,
         parked_events as "parkedEvents"
       from quarantined_streams where view = $1 and generation = $2 order by position`,
      [view.name, generation],
    );
    return rows;
  }

  async #expose(target: ViewGeneration): Promise<void> {
    await this.#runAll(exposeStatements(target));
    await this.#runAll(target.view.tables.flatMap(commentStatements));
    await grantGeneration(this.#session, target);
  }

  async #drop({ view, generation, role, table_names }: RegisteredWithTables): Promise<void> {
    // The registry wrote the list itself.
    const names = JSON.parse(table_names) as readonly string[];
    if (role === 'live') {
      const views = names.map((name) => name.replace(/_v\d+_g\d+$/, ''));
      await this.#runAll(views.map((name) => `drop view if exists ${name}`));
    }
    await this.#runAll(names.map((name) => `drop table if exists ${name}`));
    for (const table of ['view_generations', 'quarantined_streams']) {
      const statement = `delete from ${table} where view = $1 and generation = $2`;
      await this.#session.query(statement, [view, generation]);
    }
  }

  async #first(sql: string, values: readonly unknown[]): Promise<RegisteredWithTables | undefined> {
    return (await this.#session.query<RegisteredWithTables>(sql, values)).rows[0];
  }

  async #runAll(statements: readonly string[]): Promise<void> {
    for (const statement of statements) await this.#session.query(statement);
  }
}
