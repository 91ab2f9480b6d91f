import type { ViewStore } from '@caseline/event-sourcing';
import {
  openSqliteCaseQueries,
  openSqliteViewStore,
  type OpenedQueries,
} from '@caseline/view-store';
import type { StoreSettings } from './stores.ts';

/** Opens the views for the projector: PostgreSQL where the settings name it, else SQLite. */
export async function openViewStore(settings: StoreSettings): Promise<ViewStore> {
  if (settings.DATABASE_URL !== undefined) throw new StoreNotAvailable();
  return openSqliteViewStore(settings.CASELINE_DATA);
}

/** Opens the views for reading. */
export async function openCaseQueries(settings: StoreSettings): Promise<OpenedQueries> {
  if (settings.DATABASE_URL !== undefined) throw new StoreNotAvailable();
  return openSqliteCaseQueries(settings.CASELINE_DATA);
}

/** The settings name a store that this release does not speak to. */
class StoreNotAvailable extends Error {
  override readonly name = 'StoreNotAvailable';
  readonly code = 'store-not-available';

  constructor() {
    super('DATABASE_URL is set, but this release has its views in SQLite only');
  }
}
