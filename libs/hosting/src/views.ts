import { mkdirSync } from 'node:fs';
import type { ViewStore } from '@caseline/event-sourcing';
import {
  openPostgresCaseQueries,
  openPostgresViewStore,
  openSqliteCaseQueries,
  openSqliteViewStore,
  type OpenedQueries,
} from '@caseline/view-store';
import type { StoreSettings } from './stores.ts';

/** Told of what the connection to PostgreSQL survived; must not throw. */
type OnFault = (fault: Error) => void;

/** Opens the views for the projector: PostgreSQL where the settings name it, else SQLite. */
export async function openViewStore(
  { DATABASE_URL: url, CASELINE_DATA: folder }: StoreSettings,
  onFault?: OnFault,
): Promise<ViewStore> {
  if (url !== undefined) return openPostgresViewStore({ url, onFault });
  mkdirSync(folder, { recursive: true });
  return openSqliteViewStore(folder);
}

/** Opens the views for reading; in SQLite a projector must have made them. */
export async function openCaseQueries(
  { DATABASE_URL: url, CASELINE_DATA: folder }: StoreSettings,
  onFault?: OnFault,
): Promise<OpenedQueries> {
  return url === undefined
    ? openSqliteCaseQueries(folder)
    : openPostgresCaseQueries({ url, onFault });
}
