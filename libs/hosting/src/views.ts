import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ViewStore } from '@caseline/event-sourcing';
import {
  openPostgresCaseQueries,
  openPostgresViewStore,
  openSqliteCaseQueries,
  openSqliteViewStore,
  VIEWS_FILE,
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

/** Nobody has made views in the data folder yet. */
class ViewsMissing extends Error {
  override readonly name = 'ViewsMissing';
  readonly code = 'views-missing';

  constructor(folder: string) {
    super(
      `There are no views in ${folder} yet. Start a projector on it first ` +
        '(npm run start:projector), or name a PostgreSQL by DATABASE_URL.',
    );
  }
}

/** Opens the views for reading. Those in SQLite must have been made: else `ViewsMissing`. */
export async function openCaseQueries(
  { DATABASE_URL: url, CASELINE_DATA: folder }: StoreSettings,
  onFault?: OnFault,
): Promise<OpenedQueries> {
  if (url !== undefined) return openPostgresCaseQueries({ url, onFault });
  if (!existsSync(join(folder, VIEWS_FILE))) throw new ViewsMissing(folder);
  return openSqliteCaseQueries(folder);
}
