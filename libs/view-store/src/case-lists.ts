import { sql } from 'kysely';
import type { RawBuilder, SqlBool } from 'kysely';
import type {
  AsOf,
  CaseCounts,
  CaseFacts,
  CaseFilter,
  CaseItem,
  Page,
  PageRequest,
} from '@caseline/case-views';
import type { ViewDatabase } from './view-database.ts';
import { pageOf, readCursor } from './page-cursor.ts';
import { caseItem } from './view-items.ts';

export type CaseListRow = CaseFacts & { readonly personal_title: string };
export type Condition = RawBuilder<SqlBool>;

/** A list has no last condition to write `and` after. */
export const all = (conditions: readonly Condition[]): Condition =>
  conditions.length === 0 ? sql<SqlBool>`1 = 1` : sql`${sql.join(conditions, sql` and `)}`;

/** True for the rows of a table that held at an instant. */
export function heldAt(table: string, { instant, timeline }: AsOf): Condition {
  const at = Date.parse(instant);
  const from = sql.ref(`${table}.${timeline}_from`);
  const to = sql.ref(`${table}.${timeline}_to`);
  return sql<SqlBool>`${from} <= ${at} and ${to} > ${at}`;
}

/**
 * The table of cases as they are, or of their states; both are called `c`. A past state has no
 * title of its own, so that comes from the case of today.
 */
export const source = (asOf: AsOf | undefined): RawBuilder<unknown> =>
  asOf === undefined
    ? sql`select c.* from cases c`
    : sql`select c.*, k.personal_title from case_validity c join cases k on k.case_id = c.case_id`;

/** The conditions of a filter on a table of cases called `c`. */
export function caseConditions(filter: CaseFilter): readonly Condition[] {
  const columns = {
    kind: filter.kind,
    severity: filter.severity,
    team: filter.team,
    agent_id: filter.agentId,
    status: filter.status,
    organization_id: filter.organizationId,
  };
  const named = Object.entries(columns).flatMap(([name, wanted]): readonly Condition[] => {
    if (wanted === undefined) return [];
    const column = sql.ref(`c.${name}`);
    return wanted === null ? [sql`${column} is null`] : [sql`${column} = ${wanted}`];
  });
  return filter.isOpen === undefined ? named : [sql<SqlBool>`c.is_open = 1`, ...named];
}

const urgencyShape = ['number', 'number', 'number', 'text'] as const;

/** Open cases, most urgent first. `is_open = 1` stands there in full: it chooses the index. */
export async function queuePage(
  database: ViewDatabase,
  filter: CaseFilter,
  { limit, cursor }: PageRequest,
): Promise<Page<CaseItem>> {
  const conditions = [sql<SqlBool>`c.is_open = 1`, ...caseConditions(filter), ...behind(cursor)];
  const query = sql<CaseListRow>`${source(undefined)} where ${all(conditions)}
    order by ${byUrgency} limit ${limit + 1}`;
  const { rows } = await query.execute(database);
  return queueOf(rows, limit);
}

/** What a queue is sorted by; the table is called `c`. */
export const byUrgency = sql`c.due_order, c.severity_order, c.opened_at, c.case_id`;

/** What comes behind the page that a cursor ends. */
export const behind = (cursor: string | undefined): readonly Condition[] =>
  cursor === undefined
    ? []
    : [sql<SqlBool>`(${byUrgency}) > (${sql.join(readCursor(cursor, urgencyShape))})`];

/** A page of a queue; one row more than the limit says that there is another. */
export const queueOf = (rows: readonly CaseListRow[], limit: number): Page<CaseItem> =>
  pageOf(rows, limit, {
    item: caseItem,
    key: (row) => [row.due_order, row.severity_order, row.opened_at, row.case_id],
  });

/** Cases of any status, newest first. */
export async function casesPage(
  database: ViewDatabase,
  filter: CaseFilter,
  { limit, cursor }: PageRequest,
): Promise<Page<CaseItem>> {
  const conditions = [...caseConditions(filter)];
  if (cursor !== undefined) {
    const after = sql.join(readCursor(cursor, ['number', 'text']));
    conditions.push(sql<SqlBool>`(c.opened_at, c.case_id) < (${after})`);
  }
  const query = sql<CaseListRow>`${source(undefined)} where ${all(conditions)}
    order by c.opened_at desc, c.case_id desc limit ${limit + 1}`;
  const { rows } = await query.execute(database);
  return pageOf(rows, limit, { item: caseItem, key: (row) => [row.opened_at, row.case_id] });
}

export async function caseSummary(
  database: ViewDatabase,
  caseId: string,
  asOf?: AsOf,
): Promise<CaseItem | null> {
  const conditions = [sql<SqlBool>`c.case_id = ${caseId}`];
  if (asOf !== undefined) conditions.push(heldAt('c', asOf));
  const { rows } = await sql<CaseListRow>`${source(asOf)} where ${all(conditions)}`.execute(
    database,
  );
  const [row] = rows;
  return row === undefined ? null : caseItem(row);
}

/** How many cases stand in each status, now or at an instant. */
export async function countsByStatus(
  database: ViewDatabase,
  filter: CaseFilter,
  asOf?: AsOf,
): Promise<CaseCounts> {
  const conditions = [...caseConditions(filter)];
  if (asOf !== undefined) conditions.push(heldAt('c', asOf));
  const table = sql.table(asOf === undefined ? 'cases' : 'case_validity');
  const query = sql<{ status: string; cases: number }>`
    select c.status, count(*) as cases from ${table} c where ${all(conditions)}
    group by c.status order by c.status`;
  const { rows } = await query.execute(database);
  return Object.fromEntries(rows.map(({ status, cases }) => [status, Number(cases)]));
}
