import {
  caseFiguresTable,
  caseProjections,
  caseValidityTable,
  casesTable,
  dailyFiguresTable,
  figuresMarkdown,
  figureLinesTable,
  historyTable,
  objectiveValidityTable,
  objectivesTable,
} from '@caseline/case-views';
import type { HistoryRow } from '@caseline/case-views';
import { caseNotes, caseValidityNotes } from './case-notes.ts';
import { caseFiguresNotes, dailyFiguresNotes, figureLinesNotes } from './figure-notes.ts';
import { objectiveNotes, objectiveValidityNotes } from './objective-notes.ts';

/** What a table is about, and what each of its columns says. */
export interface TableNotes {
  readonly about: string;
  readonly columns: Readonly<Record<string, string>>;
}

const historyNotes = {
  position: 'The place of the event in the log.',
  case_id: 'The case that it happened to.',
  revision: 'The place of the event in its case, from 0.',
  event_id: 'The event.',
  type: 'What happened: `CaseOpened`, `SlaObjectiveMet` and so on.',
  schema_version: "The version of the event's form.",
  occurred_at: 'When it happened.',
  recorded_at: 'When the engine recorded it.',
  actor_id: 'Who did it.',
  actor_role: 'As what: `agent`, `administrator`, `system` and so on.',
  command_id: 'The command that it came of.',
  causation_id: 'What caused that command.',
  policy_version: 'The policy that judged it, as `pack@version`.',
  data: 'JSON of the facts, without personal data.',
  personal_data: 'JSON of the personal data; null when there is none. Personal data.',
} as const satisfies Record<keyof HistoryRow, string>;

const notes: Readonly<Record<string, TableNotes>> = {
  [casesTable.name]: {
    about: 'Every case as it is now. The open ones are the queue.',
    columns: caseNotes,
  },
  [caseValidityTable.name]: {
    about: 'Every state that a case was in, and when, on both timelines.',
    columns: caseValidityNotes,
  },
  [objectivesTable.name]: {
    about: 'Every promise as it is now, with its target and its verdict.',
    columns: objectiveNotes,
  },
  [objectiveValidityTable.name]: {
    about: 'Every state that a promise was in, and when, on both timelines.',
    columns: objectiveValidityNotes,
  },
  [historyTable.name]: { about: 'Every event of every case, as a fact.', columns: historyNotes },
  [caseFiguresTable.name]: {
    about: 'Every case with the facts that figures are made of.',
    columns: caseFiguresNotes,
  },
  [figureLinesTable.name]: {
    about:
      'One line for all that an event counts for. Lines are only added; a correction adds one ' +
      'that takes back. So the sum of the lines with `recorded_at <= T` is a figure as it was ' +
      'known at T, and with `occurred_at <= T` as it was.',
    columns: figureLinesNotes,
  },
  [dailyFiguresTable.name]: {
    about: 'The sums of those lines by day. They are exactly that: rolled up is recomputed.',
    columns: dailyFiguresNotes,
  },
};

/** The notes of a table; undefined for one that is not of the product. */
export const notesOf = (table: string): TableNotes | undefined => notes[table];

/** Questions that analysts ask, as SQL that `caseline_reader` may run. */
export const exampleQuestions = [
  {
    about: 'What share of first responses was in time, by the month in which they began?',
    sql: `select to_char(to_timestamp(started_at / 1000.0) at time zone 'UTC', 'YYYY-MM') as month,
  count(*) filter (where verdict = 'met') * 100 / count(*) as percent_met, count(*) as promises
from caseline.objectives
where kind = 'first-response' and verdict in ('met', 'breached')
group by month order by month`,
  },
  {
    about: 'How many cases stood in which status at the beginning of 2 March 2026, as known then?',
    sql: `select status, count(*) as cases from caseline.case_validity
where recorded_from <= extract(epoch from timestamptz '2026-03-02 00:00Z') * 1000
  and recorded_to > extract(epoch from timestamptz '2026-03-02 00:00Z') * 1000
group by status order by status`,
  },
  {
    about: 'Which share of all promises was kept, by week and team?',
    sql: `select to_char(date '1970-01-01' + day, 'IYYY-"W"IW') as week, team,
  sum(number) filter (where measure = 'promise-met') * 100 / sum(number) as percent_met
from caseline.daily_figures
where measure in ('promise-met', 'promise-breached') and detail <> 'customer-answer'
group by week, team having sum(number) > 0 order by week, team`,
  },
] as const;

/** The tables of the product as a page of Markdown. */
export const tablesMarkdown = (): string =>
  [
    '# The views as tables',
    'In PostgreSQL they are the views of the schema `caseline`, and their columns are commented ' +
      'there too. The role `caseline_reader` may read every column but those with personal data ' +
      '(`personal_…`): so name the columns, `select *` is refused. Instants are milliseconds ' +
      'since 1970, UTC: `to_timestamp(opened_at / 1000.0)`. A rebuild replaces the views in one ' +
      'transaction, rights included; long transactions of readers hold it up for two minutes at ' +
      'most, so keep them short.',
    ...caseProjections.flatMap(({ tables }) => tables).map(tableMarkdown),
    '## Figures',
    'What `/v1/analytics/{figure}` answers is made of `figure_lines`, or of `daily_figures` ' +
      'where those say enough.',
    figuresMarkdown(),
    '## Questions',
    ...exampleQuestions.map(({ about, sql }) => `${about}\n\n\`\`\`sql\n${sql};\n\`\`\``),
  ].join('\n\n') + '\n';

function tableMarkdown({ name, columns }: { name: string; columns: object }): string {
  const { about = '', columns: described = {} } = notesOf(name) ?? {};
  const rows = Object.entries(columns).map(
    ([column, type]) => `| \`${column}\` | ${String(type)} | ${described[column] ?? ''} |`,
  );
  const table = ['| Column | Type | Meaning |', '| --- | --- | --- |', ...rows].join('\n');
  return `## ${name}\n\n${about}\n\n${table}`;
}
