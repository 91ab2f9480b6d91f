import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { Kysely, SqliteDialect } from 'kysely';
import type { SqliteDatabase } from 'kysely';
import type {
  CaseRow,
  CaseValidityRow,
  HistoryRow,
  ObjectiveRow,
  ObjectiveValidityRow,
} from '@caseline/case-views';

/** The live tables by their plain names, and the registry of generations. */
export interface ViewTables {
  readonly cases: CaseRow;
  readonly case_validity: CaseValidityRow;
  readonly objectives: ObjectiveRow;
  readonly objective_validity: ObjectiveValidityRow;
  readonly history: HistoryRow;
  readonly view_generations: {
    readonly view: string;
    readonly generation: number;
    readonly version: number;
    readonly role: 'live' | 'building';
    readonly position: number;
  };
  readonly quarantined_streams: {
    readonly view: string;
    readonly generation: number;
    readonly stream_id: string;
    readonly revision: number;
    readonly position: number;
    readonly event_id: string;
    readonly error: string;
    readonly attempts: number;
    readonly parked_events: number;
  };
}

/** Kysely expects the interface of better-sqlite3; `node:sqlite` has the same under other names. */
export function kyselyOn(database: DatabaseSync): Kysely<ViewTables> {
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
