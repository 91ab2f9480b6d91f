import { sql } from 'kysely';
import type { RawBuilder, SqlBool } from 'kysely';
import type {
  AsOf,
  ObjectiveFacts,
  ObjectiveItem,
  Page,
  PageRequest,
  SlaFilter,
} from '@caseline/case-views';
import { all, caseConditions, heldAt } from './case-lists.ts';
import type { Condition } from './case-lists.ts';
import type { ViewDatabase } from './view-database.ts';
import { pageOf, readCursor } from './page-cursor.ts';
import { objectiveItem } from './view-items.ts';
import type { ObjectiveTarget } from './view-items.ts';

type ObjectiveListRow = ObjectiveFacts & ObjectiveTarget;

export interface SlaRequest extends PageRequest {
  /** In milliseconds: decides what is at risk. */
  readonly now: number;
  readonly asOf?: AsOf | undefined;
}

/** What stays the same in a promise, and so is not kept with each of its states. */
const targetColumns = sql`t.target_minutes, t.target_label, t.calendar, t.zone, t.tz_version,
  t.policy_version, t.paused_ms, t.request_id, t.replaces_objective_id,
  t.replaced_by_objective_id, t.start_event_id, t.last_event_id`;

/** Promises as they stand, or their states, called `o`. */
const source = (asOf: AsOf | undefined): RawBuilder<unknown> =>
  asOf === undefined
    ? sql`select o.* from objectives o`
    : sql`select o.*, ${targetColumns} from objective_validity o
        join objectives t on t.case_id = o.case_id and t.objective_id = o.objective_id`;

/** Of all promises or, where nothing is said, of those with something still to be done. */
function stateCondition(state: SlaFilter['state'], now: number): Condition {
  if (state === undefined) return sql`o.is_open = 1`;
  if (state === 'at-risk') return sql`o.state = 'running' and o.warn_at <= ${now}`;
  return sql`o.state = ${state}`;
}

/** A condition on the case of a promise, at the same instant as the promise. */
function ofCases(filter: SlaFilter, asOf: AsOf | undefined): readonly Condition[] {
  const { severity: _, state: __, objectiveKind: ___, ...ofCase } = filter;
  const conditions = caseConditions(ofCase);
  if (conditions.length === 0) return [];
  const table = sql.table(asOf === undefined ? 'cases' : 'case_validity');
  const held = asOf === undefined ? [] : [heldAt('c', asOf)];
  const matches = all([sql`c.case_id = o.case_id`, ...held, ...conditions]);
  return [sql`exists (select 1 from ${table} c where ${matches})`];
}

/** Promises by due instant; those without one, being paused, come last. */
export async function slaPage(
  database: ViewDatabase,
  filter: SlaFilter,
  { limit, cursor, now, asOf }: SlaRequest,
): Promise<Page<ObjectiveItem>> {
  const conditions = [stateCondition(filter.state, now), ...ofCases(filter, asOf)];
  if (filter.severity !== undefined) conditions.push(sql`o.severity = ${filter.severity}`);
  if (filter.objectiveKind !== undefined) conditions.push(sql`o.kind = ${filter.objectiveKind}`);
  if (asOf !== undefined) conditions.push(heldAt('o', asOf));
  if (cursor !== undefined) {
    const after = sql.join(readCursor(cursor, ['number', 'text', 'text']));
    conditions.push(sql<SqlBool>`(o.due_order, o.case_id, o.objective_id) > (${after})`);
  }
  const query = sql<ObjectiveListRow>`${source(asOf)} where ${all(conditions)}
    order by o.due_order, o.case_id, o.objective_id limit ${limit + 1}`;
  const { rows } = await query.execute(database);
  return pageOf(rows, limit, {
    item: objectiveItem,
    key: (row) => [row.due_order, row.case_id, row.objective_id],
  });
}

/** All promises of a case in the order in which their clocks began. */
export async function caseObjectives(
  database: ViewDatabase,
  caseId: string,
  asOf?: AsOf,
): Promise<readonly ObjectiveItem[]> {
  const conditions: Condition[] = [sql`o.case_id = ${caseId}`];
  if (asOf !== undefined) conditions.push(heldAt('o', asOf));
  const { rows } = await sql<ObjectiveListRow>`${source(asOf)} where ${all(conditions)}
    order by o.started_at, o.objective_id`.execute(database);
  return rows.map(objectiveItem);
}
