import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import {
  Kysely,
  SqliteAdapter,
  SqliteDialect,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type { SqliteDatabase } from 'kysely';
import type { QueryThread } from './query-thread.ts';
import { StatementDriver } from './statement-driver.ts';
import type { ViewDatabase, ViewTables } from './view-database.ts';

/** Kysely expects the interface of better-sqlite3; `node:sqlite` has the same under other names. */
export function kyselyOn(database: DatabaseSync): ViewDatabase {
  const adapter: SqliteDatabase = {
    close: () => database.close(),
    prepare(sql) {
      const statement = database.prepare(sql);
      const values = (parameters: readonly unknown[]) => parameters as SQLInputValue[];
      return {
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...values(parameters)),
        run: (parameters) => statement.run(...values(parameters)),
        iterate: (parameters) => statement.iterate(...values(parameters)),
      };
    },
  };
  return new Kysely<ViewTables>({ dialect: new SqliteDialect({ database: adapter }) });
}

/** Kysely whose statements run in another thread. */
export const kyselyInThread = (thread: QueryThread): ViewDatabase =>
  new Kysely<ViewTables>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new StatementDriver(thread),
      createIntrospector: (database) => new SqliteIntrospector(database),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  });
