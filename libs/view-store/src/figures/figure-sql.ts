import { sql } from 'kysely';
import type { RawBuilder, SqlBool } from 'kysely';
import type { FigureDimension, FigureQuestion } from '@caseline/case-views';
import type { Condition } from '../case-lists.ts';

/** What a question is grouped by, with the name it has in the answer. */
export interface GroupColumn {
  readonly name: string;
  readonly expression: RawBuilder<unknown>;
}

/** Lines and roll-up are both called `f`. A week begins on a Monday; 1 January 1970 was none. */
const columns: Readonly<Record<FigureDimension, GroupColumn>> = {
  day: { name: 'period', expression: sql`f.day` },
  week: { name: 'period', expression: sql`(f.day + 3) / 7` },
  kind: { name: 'kind', expression: sql`f.kind` },
  severity: { name: 'severity', expression: sql`f.severity` },
  organization: { name: 'organization', expression: sql`f.organization_id` },
  team: { name: 'team', expression: sql`f.team` },
};

export const groupColumns = ({ figure, by }: FigureQuestion): readonly GroupColumn[] => [
  ...by.map((dimension) => columns[dimension]),
  ...(figure.detail === null ? [] : [{ name: 'detail', expression: sql`f.detail` }]),
];

export const selected = (group: readonly GroupColumn[]): readonly RawBuilder<unknown>[] =>
  group.map(({ name, expression }) => sql`${expression} as ${sql.ref(name)}`);

/** The roll-up knows neither customers nor the past: those are asked of the lines. */
export const isRolledUp = ({ filter, by, asOf }: FigureQuestion): boolean =>
  asOf === undefined && filter.organizationId === undefined && !by.includes('organization');

/** What is counted, when, where, and since when it is known. */
export function figureConditions(question: FigureQuestion): readonly Condition[] {
  const { figure, firstDay, lastDay, filter, asOf } = question;
  const details = filter.details ?? figure.onlyDetails;
  const equal = {
    kind: filter.kind,
    severity: filter.severity,
    team: filter.team,
    organization_id: filter.organizationId,
  };
  return [
    sql<SqlBool>`f.measure in (${sql.join(Object.keys(figure.measures))})`,
    sql<SqlBool>`f.day >= ${firstDay} and f.day <= ${lastDay}`,
    ...(details === undefined ? [] : [sql<SqlBool>`f.detail in (${sql.join(details)})`]),
    ...Object.entries(equal).flatMap(([column, wanted]): Condition[] =>
      wanted === undefined ? [] : [sql<SqlBool>`${sql.ref(`f.${column}`)} = ${wanted}`],
    ),
    ...(asOf === undefined
      ? []
      : [sql<SqlBool>`${sql.ref(`f.${asOf.timeline}_at`)} <= ${Date.parse(asOf.instant)}`]),
  ];
}

/** How many, with what takes from a stock counted as taken. */
export function signedNumber({ figure }: FigureQuestion): RawBuilder<number> {
  const takes = Object.entries(figure.measures).flatMap(([measure, sign]) =>
    sign === -1 ? [measure] : [],
  );
  if (takes.length === 0) return sql`f.number`;
  return sql`case when f.measure in (${sql.join(takes)}) then -f.number else f.number end`;
}
