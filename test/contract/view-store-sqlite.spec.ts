import { VIEWS_FILE, openSqliteViewStore } from '@caseline/view-store';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { viewStoreContract } from './view-store-contract.ts';

viewStoreContract('SQLite', () => {
  const folder = mkdtempSync(join(tmpdir(), 'caseline-views-'));
  return {
    open: async () => openSqliteViewStore(folder),
    read: async (table) => {
      const database = new DatabaseSync(join(folder, VIEWS_FILE), { readOnly: true });
      const rows = database.prepare(`select * from ${table}`).all();
      database.close();
      return rows.map((row) => ({ ...row }) as Record<string, string | number | null>);
    },
    dispose: async () => rmSync(folder, { recursive: true }),
  };
});
