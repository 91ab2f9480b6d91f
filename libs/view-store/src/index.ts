export { openPostgresLeases } from './postgres/leases.ts';
export type { Lease, Leases } from './postgres/leases.ts';
export { openPostgresCaseQueries } from './postgres/postgres-case-queries.ts';
export { openPostgresViewStore } from './postgres/postgres-view-store.ts';
export {
  ViewSchemaNewer,
  ViewStoreForbidden,
  ViewStoreNotice,
  ViewStoreUnreachable,
} from './postgres/view-store-errors.ts';
export { openSqliteCaseQueries } from './sqlite-case-queries.ts';
export type { OpenedQueries } from './sql-case-queries.ts';
export { VIEWS_FILE, openSqliteViewStore } from './sqlite-view-store.ts';
export { exampleQuestions, tablesMarkdown } from './tables/table-notes.ts';
