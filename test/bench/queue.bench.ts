import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FOREVER, caseProjections, casesTable, queueProjection } from '@caseline/case-views';
import type { CaseFilter, CaseQueries, CaseRow } from '@caseline/case-views';
import { START, derivedId } from '@caseline/event-sourcing';
import type { Row, ViewStore } from '@caseline/event-sourcing';
import { openSqliteCaseQueries, openSqliteViewStore } from '@caseline/view-store';
import { seededRandom } from '../support/seeded-random.ts';
import type { SeededRandom } from '../support/seeded-random.ts';
import { atMost, quantile } from './figure.ts';
import type { Bench, Figure } from './figure.ts';

const CASES = 1_000_000;
const OPEN_EVERY = 10;
const BATCH = 10_000;
const PAGES = 400;
const WARM_UP_PAGES = 50;
const PAGE_SIZE = 50;
const LIMIT_MS = 10;
const SEED = 1_000_000;
const MINUTE_MS = 60_000;

const TEAMS = ['identity', 'exchange', 'sharepoint', 'billing', 'network'];
const KINDS = ['technical', 'technical', 'billing', 'pre-sales', 'subscription'];
const SEVERITIES = ['A', 'B', 'C'];
const ORGANIZATIONS = 500;
const AGENTS = 200;

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
      await fillQueue(openSqliteViewStore(folder));
      const queries = openSqliteCaseQueries(folder);
      const figures = await queueFigures('queue page', queries);
      await queries.close();
      return figures;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** Pages of every kind that people ask for. */
export async function queueFigures(title: string, queries: CaseQueries): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [name, filter] of Object.entries(filters)) {
    figures.push(await figureOf(`${title}, ${name}: p99`, filter, queries));
  }
  return figures;
}

async function figureOf(
  name: string,
  filter: (random: SeededRandom) => CaseFilter,
  queries: CaseQueries,
): Promise<Figure> {
  const random = seededRandom(SEED);
  const latencies: number[] = [];
  let cursor: string | null = null;
  let asked = filter(random);
  for (let page = 0; page < PAGES + WARM_UP_PAGES; page += 1) {
    // Three pages of the same question, then another one.
    if (cursor === null || page % 3 === 0) {
      asked = filter(random);
      cursor = null;
    }
    const request = { limit: PAGE_SIZE, ...(cursor === null ? {} : { cursor }) };
    const startedAt = performance.now();
    const answer = await queries.queuePage(asked, request);
    if (page >= WARM_UP_PAGES) latencies.push(performance.now() - startedAt);
    cursor = answer.cursor;
  }
  const p99 = { value: quantile(latencies, 0.99), unit: 'ms', digits: 2 };
  return atMost(name, p99, LIMIT_MS);
}

/** Rows go in through the port of the view store, as a projector would write them. */
export async function fillQueue(viewStore: ViewStore): Promise<void> {
  for (const projection of caseProjections) await viewStore.openLive(projection);
  const target = await viewStore.openLive(queueProjection);
  if (target === null) throw new Error('the queue has another version');
  const random = seededRandom(SEED);
  let position = START;
  for (let from = 0; from < CASES; from += BATCH) {
    const puts = Array.from({ length: BATCH }, (_, index): Row => rowOf(from + index, random));
    const to = from + BATCH;
    const tables = [{ table: casesTable, puts, removes: [] }];
    const rest = { tables, quarantined: [], released: [] };
    await viewStore.write([
      { target, from: position, to: { position: to, eventId: `${to}` }, ...rest },
    ]);
    position = to;
  }
  await viewStore.close();
}

const organization = (number: number): string => derivedId('organization', `${number}`);

function rowOf(number: number, random: SeededRandom): CaseRow {
  const isOpen = number % OPEN_EVERY === 0;
  const openedAt = Date.UTC(2026, 0, 1) + number * MINUTE_MS;
  const dueAt = openedAt + random.below(3 * 24 * 60) * MINUTE_MS;
  const severity = random.pick(SEVERITIES);
  const clock = {
    objectiveId: 'next-update-1',
    kind: 'next-update',
    state: 'running',
    dueAt,
    warnAt: dueAt - 60 * MINUTE_MS,
    isWarned: false,
    remainingMs: null,
  };
  return {
    case_id: derivedId('case', `${number}`),
    organization_id: organization(random.below(ORGANIZATIONS)),
    pack: 'china-21vianet@1',
    kind: random.pick(KINDS),
    category: 'configuration',
    severity,
    status: isOpen ? 'responded' : 'closed',
    turn: isOpen ? 'provider' : null,
    team: random.pick(TEAMS),
    agent_id: `agent-${random.below(AGENTS)}`,
    opened_at: openedAt,
    answered_at: openedAt + 30 * MINUTE_MS,
    resolved_at: isOpen ? null : dueAt,
    closes_at: null,
    is_open: isOpen ? 1 : 0,
    due_order: isOpen ? dueAt : FOREVER,
    severity_order: SEVERITIES.indexOf(severity) + 1,
    has_target: 1,
    timer_at: isOpen ? dueAt : null,
    agreement_id: null,
    entitlement_ends_at: null,
    entitlement_flagged: 0,
    clocks: JSON.stringify(isOpen ? [clock] : []),
    revision: 12,
    position: number,
    last_event_at: openedAt,
    personal_title: `Nobody in building ${number} can sign in`,
  };
}
