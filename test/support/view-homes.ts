/** Where the views of a test live: every store that there is, told apart by nothing else. */
import {
  openPostgresCaseQueries,
  openPostgresViewStore,
  openSqliteCaseQueries,
  openSqliteViewStore,
  VIEWS_FILE,
  type OpenedQueries,
} from '@caseline/view-store';
import type { Row, ViewStore } from '@caseline/event-sourcing';
import { describe } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { PostgresServer } from './postgres/postgres-server.ts';
import { whyNoPostgres } from './postgres/programs.ts';
import { specPostgres } from './postgres/spec-postgres.ts';
import { describeUnless } from './skipping.ts';

/** Outlives the stores that are opened on it. */
export interface ViewHome {
  open(): Promise<ViewStore>;
  queries(): Promise<OpenedQueries>;
  /** What somebody who reads sees in the live table of this name. */
  read(table: string): Promise<readonly Row[]>;
  dispose(): Promise<void>;
}

export type MakeViewHome = () => ViewHome;

/** A chapter for each store; PostgreSQL's is skipped aloud where it cannot run. */
export function onEachViewStore(body: (makeHome: MakeViewHome) => void): void {
  describe('on SQLite', () => body(sqliteHome));
  describeUnless(whyNoPostgres(), 'on PostgreSQL', () => {
    const postgres = specPostgres();
    body(() => postgresHome(postgres));
  });
}

export function sqliteHome(): ViewHome {
  const folder = mkdtempSync(join(tmpdir(), 'caseline-views-'));
  return {
    open: async () => openSqliteViewStore(folder),
    queries: async () => openSqliteCaseQueries(folder),
    read: async (table) => {
      const database = new DatabaseSync(join(folder, VIEWS_FILE), { readOnly: true });
      const rows = database.prepare(`select * from ${table}`).all();
      database.close();
      return rows.map((row) => ({ ...row }) as Record<string, string | number | null>);
    },
    dispose: async () => rmSync(folder, { recursive: true }),
  };
}

/** In a database of its own, or in the one given. */
export function postgresHome(postgres: () => PostgresServer, url?: string): ViewHome {
  let made = url === undefined ? undefined : Promise.resolve(url);
  const place = (): Promise<string> => (made ??= postgres().createDatabase());
  return {
    open: async () => openPostgresViewStore({ url: await place() }),
    queries: async () => openPostgresCaseQueries({ url: await place() }),
    read: async (table) =>
      postgres().query<Record<string, string | number | null>>(
        `select * from caseline.${table}`,
        await place(),
      ),
    // The databases go with their server.
    dispose: async () => undefined,
  };
}
