import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { iso } from '@caseline/case-views';
import type { AsOf, CaseFilter, CaseQueries } from '@caseline/case-views';
import { openSqliteCaseQueries, openSqliteViewStore } from '@caseline/view-store';
import { seededRandom } from '../support/seeded-random.ts';
import type { SeededRandom } from '../support/seeded-random.ts';
import { atMost, quantile } from './figure.ts';
import type { Bench, Figure } from './figure.ts';
import {
  AGENTS,
  CASES,
  KINDS,
  OPEN_EVERY,
  ORGANIZATIONS,
  SEED,
  SEVERITIES,
  TEAMS,
  fillQueue,
  openedAtMs,
  organization,
} from './load/million-cases.ts';

const PAGES = 400;
const WARM_UP_PAGES = 50;
const PAGE_SIZE = 50;
const LIMIT_MS = 10;
const PAST_PAGES = 60;
const PAST_WARM_UP_PAGES = 5;
const PAST_LIMIT_MS = 100;

/** How pages are asked for. */
interface Asking {
  readonly pages: number;
  readonly warmUp: number;
  readonly limitMs: number;
  asOf?(random: SeededRandom): AsOf;
}

const today: Asking = { pages: PAGES, warmUp: WARM_UP_PAGES, limitMs: LIMIT_MS };

/** Any instant of the two years, on either timeline. */
const past: Asking = {
  pages: PAST_PAGES,
  warmUp: PAST_WARM_UP_PAGES,
  limitMs: PAST_LIMIT_MS,
  asOf: (random) => ({
    instant: iso(openedAtMs(random.below(CASES))),
    timeline: random.pick(['recorded', 'occurred']),
  }),
};

/** What people ask the queue for; a page that follows is asked for by its cursor. */
const filters: Readonly<Record<string, (random: SeededRandom) => CaseFilter>> = {
  all: () => ({}),
  'a team': (random) => ({ team: random.pick(TEAMS) }),
  'an agent': (random) => ({ agentId: `agent-${random.below(AGENTS)}` }),
  'an organization': (random) => ({ organizationId: organization(random.below(ORGANIZATIONS)) }),
  'kind and severity': (random) => ({
    kind: random.pick(KINDS),
    severity: random.pick(SEVERITIES),
  }),
};

export const queueBench: Bench = {
  name: 'queue',
  about: `pages of the queue, ${CASES / OPEN_EVERY} open cases among ${CASES}`,
  async run(report) {
    const folder = mkdtempSync(join(tmpdir(), 'caseline-bench-queue-'));
    try {
      report(`writing ${CASES} cases`);
      await fillQueue(openSqliteViewStore(folder), { withPast: true });
      const queries = openSqliteCaseQueries(folder);
      const figures = [
        ...(await queueFigures('queue page', queries)),
        ...(await queueFigures('queue page as of an instant', queries, past)),
      ];
      await queries.close();
      return figures;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** Pages of every kind that people ask for. */
export async function queueFigures(
  title: string,
  queries: CaseQueries,
  asking: Asking = today,
): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [name, filter] of Object.entries(filters)) {
    const latencies = await latenciesOf(filter, queries, asking);
    const p99 = { value: quantile(latencies, 0.99), unit: 'ms', digits: 2 };
    figures.push(atMost(`${title}, ${name}: p99`, p99, asking.limitMs));
  }
  return figures;
}

async function latenciesOf(
  filter: (random: SeededRandom) => CaseFilter,
  queries: CaseQueries,
  { pages, warmUp, asOf }: Asking,
): Promise<readonly number[]> {
  const random = seededRandom(SEED);
  const latencies: number[] = [];
  let cursor: string | null = null;
  let asked = filter(random);
  let instant = asOf?.(random);
  for (let page = 0; page < pages + warmUp; page += 1) {
    // Three pages of the same question, then another one.
    if (cursor === null || page % 3 === 0) {
      asked = filter(random);
      instant = asOf?.(random);
      cursor = null;
    }
    const request = { limit: PAGE_SIZE, ...(cursor === null ? {} : { cursor }) };
    const startedAt = performance.now();
    const answer = await queries.queuePage(asked, request, instant);
    if (page >= warmUp) latencies.push(performance.now() - startedAt);
    cursor = answer.cursor;
  }
  return latencies;
}
