import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { cellsHolding } from '@caseline/case-views';
import type { AsOf, CaseFilter, CaseItem, Page, PageRequest } from '@caseline/case-views';
import { all, behind, byUrgency, caseConditions, heldAt, queueOf, source } from './case-lists.ts';
import type { CaseListRow, Condition } from './case-lists.ts';
import type { ViewDatabase } from './view-database.ts';

type PastPage = PageRequest & { readonly asOf: AsOf };

/** A queue as it was at an instant: the states that held then, whether or not they still do. */
export const pastQueuePage = (
  database: ViewDatabase,
  filter: CaseFilter,
  page: PastPage,
): Promise<Page<CaseItem>> =>
  filter.organizationId === undefined
    ? pageByCells(database, filter, page)
    : pageOfCustomer(database, filter, page);

async function pageByCells(
  database: ViewDatabase,
  filter: CaseFilter,
  { limit, cursor, asOf }: PastPage,
): Promise<Page<CaseItem>> {
  const most = limit + 1;
  const { rows: opened } = await sql<{ first: number | null }>`
    select min(opened_at) as first from cases`.execute(database);
  const first = opened[0]?.first ?? null;
  if (first === null) return queueOf([], limit);
  const wanted = [...caseConditions(filter), ...behind(cursor)];
  const parts = [
    mostUrgent('cases', [stillSince(asOf), ...wanted], most),
    ...cellsHolding(Date.parse(asOf.instant), first).map((cell) =>
      mostUrgent('case_validity', [inCell(cell, asOf), heldAt('c', asOf), ...wanted], most),
    ),
  ];
  const ids = sql`select c.case_id from (${sql.join(parts, sql` union all `)}) c
    order by ${byUrgency} limit ${most}`;
  const query = sql<CaseListRow>`${source(asOf)}
    where c.case_id in (${ids}) and ${heldAt('c', asOf)} order by ${byUrgency}`;
  const { rows } = await query.execute(database);
  return queueOf(rows, limit);
}

/** Each part is read in the order of its index, and no further than the page can be long. */
const mostUrgent = (
  table: 'cases' | 'case_validity',
  conditions: readonly Condition[],
  most: number,
): RawBuilder<unknown> =>
  sql`select * from (select ${byUrgency} from ${sql.table(table)} c
    where ${all(conditions)} order by ${byUrgency} limit ${sql.lit(most)}) p`;

const inCell = (cell: number, { timeline }: AsOf): Condition =>
  sql`${sql.ref(`c.${timeline}_cell`)} = ${sql.lit(cell)}`;

/** `is_open = 1` stands there in full: it chooses the index. */
const stillSince = ({ instant, timeline }: AsOf): Condition =>
  sql`c.is_open = 1 and ${sql.ref(`c.${timeline}_since`)} <= ${sql.lit(Date.parse(instant))}`;

/** The cases of a customer are few, and never another's: their states need no cells. */
async function pageOfCustomer(
  database: ViewDatabase,
  filter: CaseFilter,
  { limit, cursor, asOf }: PastPage,
): Promise<Page<CaseItem>> {
  const { organizationId, ...others } = filter;
  const wanted = all([heldAt('c', asOf), ...caseConditions(others), ...behind(cursor)]);
  const query = sql<CaseListRow>`select c.*, k.personal_title
    from cases k cross join case_validity c
    where k.organization_id = ${organizationId} and c.case_id = k.case_id
      and c.is_open = 1 and ${wanted}
    order by ${byUrgency} limit ${limit + 1}`;
  const { rows } = await query.execute(database);
  return queueOf(rows, limit);
}
