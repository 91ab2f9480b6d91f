import { Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import type { CompiledQuery } from 'kysely';
import { StatementDriver } from '../statement-driver.ts';
import type { StatementRunner } from '../statement-driver.ts';
import type { ViewDatabase, ViewTables } from '../view-database.ts';
import type { SessionPool } from './connection.ts';
import { UNDEFINED_TABLE, sqlState } from './faults.ts';
import { storableValue } from './storable-text.ts';
import { ViewStoreUnreachable } from './view-store-errors.ts';

/** Kysely on sessions that are let go when they are broken, with errors as people are told them. */
export const kyselyOn = (pool: SessionPool): ViewDatabase =>
  new Kysely<ViewTables>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () =>
        new StatementDriver({ borrow: () => borrowFrom(pool), close: () => pool.close() }),
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

async function borrowFrom(pool: SessionPool): Promise<StatementRunner> {
  try {
    const borrowed = await pool.borrow();
    return {
      run: async ({ sql, parameters }: CompiledQuery) => {
        try {
          const values = parameters.map(storableValue);
          return (await borrowed.session.query<never>(sql, values)).rows;
        } catch (error) {
          if (sqlState(error) === UNDEFINED_TABLE) throw new NoViewsYet(pool.place, error);
          throw pool.explained(error);
        }
      },
      release: () => borrowed.release(),
    };
  } catch (error) {
    throw pool.explained(error);
  }
}
