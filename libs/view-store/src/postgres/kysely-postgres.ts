import {
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
} from 'kysely';
import type { ViewDatabase, ViewTables } from '../view-database.ts';
import type { BorrowedSession, SessionPool } from './connection.ts';
import { UNDEFINED_TABLE, sqlState } from './faults.ts';
import { storableValue } from './storable-text.ts';
import { ViewStoreUnreachable } from './view-store-errors.ts';

/** Kysely on sessions that are let go when they are broken, with errors as people are told them. */
export const kyselyOn = (pool: SessionPool): ViewDatabase =>
  new Kysely<ViewTables>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new SessionDriver(pool),
      createIntrospector: (database) => new PostgresIntrospector(database),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  });

/** Nobody has made the views in this database. */
export class NoViewsYet extends ViewStoreUnreachable {
  constructor(place: string, cause: unknown) {
    super(`There are no views at ${place} yet: start a projector on this DATABASE_URL`, { cause });
  }
}

class SessionConnection implements DatabaseConnection {
  readonly borrowed: BorrowedSession;
  readonly #pool: SessionPool;

  constructor(borrowed: BorrowedSession, pool: SessionPool) {
    this.borrowed = borrowed;
    this.#pool = pool;
  }

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    try {
      const { session } = this.borrowed;
      const { rows } = await session.query<never>(sql, parameters.map(storableValue));
      return { rows };
    } catch (error) {
      if (sqlState(error) === UNDEFINED_TABLE) throw new NoViewsYet(this.#pool.place, error);
      throw this.#pool.explained(error);
    }
  }

  streamQuery(): never {
    throw notOffered('cursors');
  }
}

/** Every question of the views is one statement, so there are neither cursors nor transactions. */
class SessionDriver implements Driver {
  readonly #pool: SessionPool;

  constructor(pool: SessionPool) {
    this.#pool = pool;
  }

  async init(): Promise<void> {
    // The pool is there already.
  }

  async acquireConnection(): Promise<SessionConnection> {
    try {
      return new SessionConnection(await this.#pool.borrow(), this.#pool);
    } catch (error) {
      throw this.#pool.explained(error);
    }
  }

  async releaseConnection({ borrowed }: SessionConnection): Promise<void> {
    borrowed.release();
  }

  beginTransaction(): never {
    throw notOffered('transactions');
  }

  commitTransaction(): never {
    throw notOffered('transactions');
  }

  rollbackTransaction(): never {
    throw notOffered('transactions');
  }

  destroy(): Promise<void> {
    return this.#pool.close();
  }
}

const notOffered = (what: string): Error => new Error(`Questions of the views have no ${what}`);
