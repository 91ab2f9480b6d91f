import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { MAX_FIGURES, MAX_SPANS, TooManyFigures } from '@caseline/case-views';
import type {
  FigureCase,
  FigureGroup,
  FigureMeasure,
  FigureQuestion,
  FigureSpan,
  FigureSum,
  Page,
  PageRequest,
} from '@caseline/case-views';
import { all } from '../case-lists.ts';
import { pageOf, readCursor } from '../page-cursor.ts';
import type { ViewDatabase } from '../view-database.ts';
import {
  figureConditions,
  groupColumns,
  isRolledUp,
  selected,
  signedNumber,
} from './figure-sql.ts';
import type { GroupColumn } from './figure-sql.ts';

type Row = Readonly<Record<string, string | number | null>>;

/** Only what was grouped by; sums of PostgreSQL come as texts. */
function groupOf(row: Row, columns: readonly GroupColumn[]): FigureGroup {
  const entries = columns.map(({ name }) => [
    name,
    name === 'period' ? Number(row[name]) : row[name],
  ]);
  // The columns are named like the fields of a group.
  return Object.fromEntries(entries) as FigureGroup;
}

/** Sums by group and measure: of days where those say enough, else of lines. */
export async function figureSums(
  database: ViewDatabase,
  question: FigureQuestion,
): Promise<readonly FigureSum[]> {
  const columns = groupColumns(question);
  const group = sql.join([...columns.map(({ expression }) => expression), sql`f.measure`]);
  const table = sql.table(isRolledUp(question) ? 'daily_figures' : 'figure_lines');
  const { rows } = await sql<Row>`
    select ${sql.join([...selected(columns), sql`f.measure`])},
      sum(f.number) as number, sum(f.duration_ms) as duration_ms
    from ${table} f where ${all(figureConditions(question))}
    group by ${group} having sum(f.number) <> 0 or sum(f.duration_ms) <> 0
    order by ${group} limit ${MAX_FIGURES + 1}`.execute(database);
  if (rows.length > MAX_FIGURES) throw new TooManyFigures();
  return rows.map((row) => ({
    ...groupOf(row, columns),
    // A measure as the projection wrote it.
    measure: row['measure'] as FigureMeasure,
    number: Number(row['number']),
    durationMs: Number(row['duration_ms']),
  }));
}

/** One row for each span that was not taken back. */
export async function figureSpans(
  database: ViewDatabase,
  question: FigureQuestion,
): Promise<readonly FigureSpan[]> {
  const columns = groupColumns(question);
  const group = sql.join([
    ...columns.map(({ expression }) => expression),
    ...[sql`f.case_id`, sql`f.from_at`, sql`f.until_at`],
  ]);
  const { rows } = await sql<Row>`
    select ${sql.join([...selected(columns), sql`f.from_at`, sql`f.until_at`])},
      max(f.calendar) as calendar, max(f.zone) as zone, max(f.policy_version) as policy_version
    from figure_lines f where ${all(figureConditions(question))}
    group by ${group} having sum(f.number) > 0 limit ${MAX_SPANS + 1}`.execute(database);
  if (rows.length > MAX_SPANS) throw new TooManyFigures();
  const text = (cell: Row[string] | undefined): string | null =>
    typeof cell === 'string' ? cell : null;
  return rows.map((row) => ({
    group: groupOf(row, columns),
    fromMs: Number(row['from_at']),
    untilMs: Number(row['until_at']),
    calendar: text(row['calendar']),
    zone: text(row['zone']),
    policyVersion: text(row['policy_version']),
  }));
}

interface CaseColumn {
  readonly name: 'case_id' | 'measure' | 'detail' | 'position';
  readonly type: 'text' | 'number';
}

/**
 * What the lines of a case are put together by: a stock is the sum of several measures, and each
 * downgrade has evidence of its own.
 */
function caseColumns({ figure }: FigureQuestion): readonly CaseColumn[] {
  const detail = { name: 'detail', type: 'text' } as const;
  return [
    { name: 'case_id', type: 'text' },
    ...(figure.shape === 'stock' ? [] : [{ name: 'measure', type: 'text' } as const]),
    ...(figure.detail === null ? [] : [detail]),
    ...(Object.hasOwn(figure.measures, 'downgrade')
      ? [{ name: 'position', type: 'number' } as const]
      : []),
  ];
}

/** The cases behind a figure: their numbers add up to it. */
export async function figureCases(
  database: ViewDatabase,
  question: FigureQuestion,
  { limit, cursor }: PageRequest,
): Promise<Page<FigureCase>> {
  const columns = caseColumns(question);
  const group = sql.join(columns.map(({ name }) => sql.ref(`f.${name}`)));
  const conditions = [...figureConditions(question)];
  if (cursor !== undefined) {
    const shape = columns.map(({ type }) => type);
    conditions.push(sql`(${group}) > (${sql.join([...readCursor(cursor, shape)])})`);
  }
  const number: RawBuilder<unknown> = sql`sum(${signedNumber(question)})`;
  const { rows } = await sql<Row>`
    select ${group}, ${number} as number, sum(f.duration_ms) as duration_ms,
      max(f.evidence) as evidence
    from figure_lines f where ${all(conditions)} group by ${group}
    having ${number} <> 0 or sum(f.duration_ms) <> 0
    order by ${group} limit ${limit + 1}`.execute(database);
  return pageOf(rows, limit, {
    item: figureCase,
    key: (row) => columns.map(({ name }) => row[name] ?? null),
  });
}

const figureCase = (row: Row): FigureCase => ({
  caseId: String(row['case_id']),
  // Absent in a stock; else as the projection wrote it.
  measure: (row['measure'] ?? null) as FigureMeasure | null,
  detail: String(row['detail'] ?? ''),
  number: Number(row['number']),
  durationMs: Number(row['duration_ms']),
  evidence: evidenceOf(String(row['evidence'])),
});

/** Written by the projection. */
const evidenceOf = (json: string): readonly string[] =>
  json === '' ? [] : (JSON.parse(json) as readonly string[]);
