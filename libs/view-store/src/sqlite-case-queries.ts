import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { kyselyOn } from './kysely-sqlite.ts';
import { SqlCaseQueries } from './sql-case-queries.ts';
import type { OpenedQueries } from './sql-case-queries.ts';
import { VIEWS_FILE } from './sqlite-view-store.ts';

const BUSY_TIMEOUT_MS = 5_000;

/** Opens the views of a data folder for reading; the projector must have made them. */
export function openSqliteCaseQueries(folder: string): OpenedQueries {
  const database = new DatabaseSync(join(folder, VIEWS_FILE), {
    readOnly: true,
    timeout: BUSY_TIMEOUT_MS,
  });
  return new SqlCaseQueries(kyselyOn(database));
}
