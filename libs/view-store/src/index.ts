export { VIEWS_FILE, openSqliteViewStore } from './sqlite-view-store.ts';
