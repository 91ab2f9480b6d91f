export { openSqliteCaseQueries } from './sqlite-case-queries.ts';
export type { OpenedQueries } from './sqlite-case-queries.ts';
export { VIEWS_FILE, openSqliteViewStore } from './sqlite-view-store.ts';
