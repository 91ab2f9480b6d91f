import { sql } from 'kysely';
import type { CaseFilter, WaitBasis } from '@caseline/case-views';
import { all, caseConditions } from './case-lists.ts';
import type { ViewDatabase } from './view-database.ts';

/** The most answered cases an estimate looks at. */
const MAX_SAMPLE = 1_000;

/** Who waits for a first response, and what those answered last had waited. */
export async function waitBasis(
  database: ViewDatabase,
  filter: Pick<CaseFilter, 'kind' | 'severity'>,
  sample: number,
): Promise<WaitBasis> {
  const conditions = caseConditions(filter);
  const unanswered = all([
    sql`c.is_open = 1`,
    sql`c.status in ('opened', 'triaged')`,
    ...conditions,
  ]);
  const { rows: counts } = await sql<{ waiting: number }>`
    select count(*) as waiting from cases c where ${unanswered}`.execute(database);
  const answered = all([sql`c.answered_at is not null`, ...conditions]);
  const { rows } = await sql<{ waited_ms: number }>`
    select c.answered_at - c.opened_at as waited_ms from cases c where ${answered}
    order by c.answered_at desc limit ${Math.min(sample, MAX_SAMPLE)}`.execute(database);
  return {
    waiting: counts[0]?.waiting ?? 0,
    waitedMs: rows.map(({ waited_ms: waitedMs }) => waitedMs),
  };
}
