import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { caseProjections, readCaseFact } from '@caseline/case-views';
import { buildBeside } from '@caseline/event-sourcing';
import { openEmbeddedEventStore } from '@caseline/event-store-embedded';
import { openPostgresCaseQueries, openPostgresViewStore } from '@caseline/view-store';
import { whyNoPostgres } from '../support/postgres/programs.ts';
import { PostgresServer } from '../support/postgres/postgres-server.ts';
import { secondsOfRawPostgresUpserts } from './baselines/raw-postgres-upserts.ts';
import { atLeast, atLeastRatio, notMeasured } from './figure.ts';
import type { Bench, Figure } from './figure.ts';
import { growLog } from './grown-log.ts';
import { fillQueue } from './load/million-cases.ts';
import { queueFigures } from './queue.bench.ts';

const EVENTS = 300_000;
const PROJECTION_RATE = 10_000;
const PROJECTION_RATIO = 0.4;

const REBUILD = 'PostgreSQL: rebuild of all views';

export const postgresBench: Bench = {
  name: 'postgres',
  about: `all views of ${EVENTS} events into PostgreSQL, and pages of its queue`,
  async run(report) {
    const missing = whyNoPostgres();
    if (missing !== undefined) {
      return [notMeasured(REBUILD, `at least ${PROJECTION_RATE} events/s`, missing)];
    }
    const folder = mkdtempSync(join(tmpdir(), 'caseline-bench-postgres-'));
    const postgres = await PostgresServer.start({ isDurable: true });
    try {
      report(`growing a log of ${EVENTS} events`);
      const events = await growLog(folder, EVENTS);
      const url = await postgres.createDatabase();
      report('rebuilding all views');
      const seconds = await secondsOfRebuild(folder, url);
      report('writing the same rows without a fold');
      const figures = figuresOf({ events, seconds, raw: await secondsOfRawPostgresUpserts(url) });
      report('writing a queue among a million cases');
      return [...figures, ...(await queueOn(postgres))];
    } finally {
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** Reading, folding, writing, indexing and switching, in one process. */
async function secondsOfRebuild(folder: string, url: string): Promise<number> {
  const eventStore = await openEmbeddedEventStore({ folder });
  const viewStore = await openPostgresViewStore({ url });
  try {
    const startedAt = performance.now();
    const settings = { eventStore, viewStore, projections: caseProjections, read: readCaseFact };
    await buildBeside(settings);
    return (performance.now() - startedAt) / 1_000;
  } finally {
    await viewStore.close();
    await eventStore.close();
  }
}

async function queueOn(postgres: PostgresServer): Promise<readonly Figure[]> {
  const url = await postgres.createDatabase();
  await fillQueue(await openPostgresViewStore({ url }), { withPast: false });
  // PostgreSQL looks after its tables by itself within minutes; here it is told to.
  await postgres.query('vacuum analyze', url);
  const queries = await openPostgresCaseQueries({ url });
  try {
    return await queueFigures('PostgreSQL: queue page', queries);
  } finally {
    await queries.close();
  }
}

function figuresOf(measured: {
  readonly events: number;
  readonly seconds: number;
  readonly raw: number;
}): readonly Figure[] {
  const { events, seconds, raw } = measured;
  const ours = { value: events / seconds, unit: 'events/s' };
  const baseline = { value: events / raw, unit: 'events/s' };
  const toRaw = 'PostgreSQL: rebuild to raw upserts';
  return [
    atLeast(REBUILD, ours, PROJECTION_RATE),
    {
      ...atLeastRatio(toRaw, { ours, baseline, ratio: raw / seconds }, PROJECTION_RATIO),
      remark: 'the baseline writes each row of the end once; a rebuild writes some again and again',
    },
  ];
}
