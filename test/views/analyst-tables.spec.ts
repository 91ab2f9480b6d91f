/** What analysts find in PostgreSQL, and what a page of the queue costs there. */
import { pastCell, queueProjection } from '@caseline/case-views';
import {
  exampleQuestions,
  openPostgresCaseQueries,
  tablesMarkdown,
  type OpenedQueries,
} from '@caseline/view-store';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../support/caseline-server.ts';
import { whyNoPostgres } from '../support/postgres/programs.ts';
import { specPostgres } from '../support/postgres/spec-postgres.ts';
import { randomCaseLog } from '../support/random-cases.ts';
import { describeUnless } from '../support/skipping.ts';
import { postgresHome } from '../support/view-homes.ts';
import { ViewWorld, viewTables } from '../support/view-world.ts';

/** The tables in which the views keep cases, and the states they had. */
const cases = `cases_v${queueProjection.version}_g1`;
const past = `case_validity_v${queueProjection.version}_g1`;
const MINUTE_MS = 60_000;

test('TABLES.md is what the tables are today; `npm run docs` writes it anew', () => {
  const path = join(repositoryRoot(), 'libs/view-store/TABLES.md');
  expect(readFileSync(path, 'utf8')).toBe(tablesMarkdown());
});

describeUnless(whyNoPostgres(), 'in PostgreSQL', () => {
  const postgres = specPostgres();
  let url: string;

  beforeAll(async () => {
    url = await postgres().createDatabase();
    const home = postgresHome(postgres, url);
    const world = await ViewWorld.open(home, randomCaseLog(5, { cases: 6, steps: 20 }).events);
    await (await world.runner()).catchUp();
    await world.dispose();
    await postgres().query('create role analyst login in role caseline_reader');
  });

  test('every column of every table says what it means', async () => {
    const silent = await postgres().query(
      `select c.table_name, c.column_name from information_schema.columns c
       where c.table_schema = 'caseline' and c.table_name = any('{${viewTables.join()}}')
         and coalesce(col_description(format('caseline.%I', c.table_name)::regclass,
           c.ordinal_position), '') = ''`,
      url,
    );
    expect(silent).toEqual([]);
    const [row] = await postgres().query<{ about: string }>(
      `select obj_description('caseline.cases'::regclass) as about`,
      url,
    );
    expect(row?.about).toContain('Every case as it is now');
  });

  test.each(exampleQuestions)('an analyst may ask: $about', async ({ sql }) => {
    const analyst = url.replace('//caseline@', '//analyst@');
    expect((await postgres().query(sql, analyst)).length).toBeGreaterThan(0);
  });

  describe('among 30,000 cases', () => {
    beforeAll(async () => {
      await postgres().query(
        `insert into caseline.${cases}
         select made.* from generate_series(1, 30000) n,
           caseline.${cases} one,
           jsonb_populate_record(one, jsonb_build_object(
             'case_id', 'many-' || n, 'opened_at', n, 'due_order', n * 7919 % 30000,
             'timer_at', n * 7907 % 30000, 'is_open', (n % 10 = 0)::int,
             'organization_id', 'customer-' || n % 100, 'team', 'team-' || n % 7)) made
         where one.case_id = (select min(case_id) from caseline.${cases})`,
        url,
      );
      await postgres().query('vacuum analyze', url);
    });

    /** Rows and index entries that PostgreSQL has looked at for a question. */
    const rowsRead = async (
      ask: (queries: OpenedQueries) => Promise<unknown>,
      table: string = cases,
    ) => {
      const before = await readSoFar(table);
      const queries = await openPostgresCaseQueries({ url });
      await ask(queries);
      await queries.close();
      return (await readSoFar(table)) - before;
    };

    const readSoFar = async (table: string): Promise<number> => {
      await untilNobodyAsks();
      const [row] = await postgres().query<{ rows: number }>(
        `select sum(seq_tup_read) +
           (select sum(idx_tup_read) from pg_stat_user_indexes
            where relname = '${table}') as rows
         from pg_stat_user_tables where relname = '${table}'`,
        url,
      );
      return Number(row?.rows);
    };

    /** A session tells what it has read when it ends, a moment after the client has gone. */
    const untilNobodyAsks = async (): Promise<void> => {
      const others = `select 1 from pg_stat_activity
        where application_name = 'caseline' and datname = current_database()`;
      for (let turn = 0; turn < 10_000; turn += 1) {
        if ((await postgres().query(others, url)).length === 0) return;
      }
    };

    const page = { limit: 50 };
    test.each<[string, (queries: OpenedQueries) => Promise<unknown>]>([
      ['a page of the queue', (queries) => queries.queuePage({}, page)],
      ['the page after it', async (queries) => second(queries)],
      ["a page of a team's queue", (queries) => queries.queuePage({ team: 'team-3' }, page)],
      ['the newest cases', (queries) => queries.casesPage({}, page)],
      ['what is due', (queries) => queries.dueCases('1970-01-01T00:00:20.000Z', 50)],
      ['the next due instant', (queries) => queries.nextDueAt()],
    ])('%s looks at hardly more rows than it shows', async (_, ask) => {
      const read = await rowsRead(ask);
      expect(read).toBeGreaterThan(0);
      expect(read).toBeLessThanOrEqual(200);
    });

    test("a customer's queue looks at that customer's open cases only", async () => {
      const organizationId = 'customer-30';
      const read = await rowsRead((queries) => queries.queuePage({ organizationId }, page));
      expect(read).toBeLessThanOrEqual(300);
      expect(read).toBeGreaterThan(0);
    });

    test('a past queue looks at some of the states of that time only', async () => {
      await postgres().query(pastStates(30_000), url);
      await postgres().query('vacuum analyze', url);
      const asOf = { instant: '2026-03-01T00:00:00.000Z', timeline: 'recorded' } as const;
      const read = await rowsRead((queries) => queries.queuePage({}, page, asOf), past);
      expect(read).toBeGreaterThan(50);
      expect(read).toBeLessThanOrEqual(1_500);
    });
  });

  /** States of the cases, one after the other for half a year, each for up to a fortnight. */
  const pastStates = (states: number): string => {
    const spans = Array.from({ length: states }, (_, index) => {
      const from = Date.UTC(2026, 0, 1) + index * 8 * MINUTE_MS;
      return { from, to: from + ((index * 7_919) % 20_000) * MINUTE_MS };
    });
    const list = (values: readonly (number | null)[]) => `array[${values.join()}]::bigint[]`;
    return `insert into caseline.${past}
      select made.* from unnest(${list(spans.map(({ from }) => from))},
          ${list(spans.map(({ to }) => to))},
          ${list(spans.map(({ from, to }) => pastCell(from, to) ?? 0))}) s (f, t, cell),
        caseline.${past} one,
        jsonb_populate_record(one, jsonb_build_object(
          'case_id', 'many-' || (f / ${8 * MINUTE_MS} % 30000 + 1), 'opened_at', f,
          'due_order', f + t % 100000000, 'recorded_from', f, 'recorded_to', t,
          'occurred_from', f, 'occurred_to', t, 'recorded_cell', cell)) made
      where (one.case_id, one.occurred_from, one.since_revision) =
        (select case_id, occurred_from, since_revision from caseline.${past}
         order by 1, 2, 3 limit 1)`;
  };

  const second = async (queries: OpenedQueries) => {
    const { cursor } = await queries.queuePage({}, { limit: 50 });
    return queries.queuePage({}, { limit: 50, cursor: cursor ?? '' });
  };
});
