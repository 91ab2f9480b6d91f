import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { developmentKey, signToken } from '@caseline/api';
import { asNpmRuns, startCaseline } from '../support/caseline-server.ts';
import type { CaselineServer } from '../support/caseline-server.ts';
import { HttpConnection } from '../support/http-connection.ts';
import { PostgresServer } from '../support/postgres/postgres-server.ts';
import { whyNoPostgres } from '../support/postgres/programs.ts';
import type { AppendReport, AppendRun } from './baselines/client-appends.ts';
import { ChildModule } from './child-module.ts';
import { atLeast, atLeastRatio, atMost, median, notMeasured, quantile } from './figure.ts';
import type { Bench, Figure } from './figure.ts';
import { CONNECTIONS, askLoad, viewsReached } from './load/asked-load.ts';
import type { Target } from './load/asked-load.ts';
import type { EventStoreAnswer } from './load/event-store-server.ts';
import type { LoadReport, LoadWork } from './load/load-plan.ts';
import type { SlowReading } from './load/slow-reader.ts';
import { watchViews } from './load/view-lag.ts';

const CASES = 4_000;
const ROUNDS = 5;
const ROUND_SECONDS = 4;
const WARM_UP_SECONDS = 3;
const RATIO_TO_CLIENT = 0.6;

const PACE = 500;
const PACED_SECONDS = 20;
/** One request in so many opens a case; the others are commands on those there are. */
const OPEN_EVERY = 10;
/** Of the pace: less would not be the load that was meant. */
const LEAST_PACE_SHARE = 0.98;
const LAG_LIMIT_MS = 1_000;
const CACHED_PERCENT = 95;

const EVENTS = 1_000_000;
/** What the reader does with each batch. */
const PAUSE_MS = 5;
const GROWTH_LIMIT_MEGABYTES = 128;

const TO_CLIENT = 'EventStoreDB: commands to its client alone';
const LAG = `PostgreSQL: views behind ${PACE} commands/s: longest`;

export const remoteBench: Bench = {
  name: 'remote',
  about: 'commands over EventStoreDB’s test server into PostgreSQL, and catching up from it',
  async run(report) {
    const folder = mkdtempSync(join(tmpdir(), 'caseline-bench-remote-'));
    try {
      const commands = await closing(folder, report, commandFigures);
      return [...commands, ...(await closing(folder, report, catchUpFigures))];
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

interface Setting {
  readonly folder: string;
  open<Resource>(resource: Resource, close: () => Promise<void>): Resource;
  report(step: string): void;
}

/** Measures, then closes what was opened for it, the last first. */
async function closing(
  folder: string,
  report: Setting['report'],
  measure: (setting: Setting) => Promise<readonly Figure[]>,
): Promise<readonly Figure[]> {
  const opened: (() => Promise<void>)[] = [];
  try {
    return await measure({
      folder,
      report,
      open: (resource, close) => {
        opened.push(close);
        return resource;
      },
    });
  } finally {
    for (const close of opened.toReversed()) await close();
  }
}

async function commandFigures(setting: Setting): Promise<readonly Figure[]> {
  const missing = whyNoPostgres();
  if (missing !== undefined) {
    return [
      notMeasured(TO_CLIENT, `ratio at least ${RATIO_TO_CLIENT}`, missing),
      notMeasured(LAG, `at most ${LAG_LIMIT_MS} ms`, missing),
    ];
  }
  const installation = await install(setting);
  return [...(await clientFigures(setting, installation)), ...(await pacedFigures(installation))];
}

/** The server on both stores, with open cases, warm. */
interface Installation {
  readonly server: CaselineServer;
  readonly eventStoreUrl: string;
  readonly databaseUrl: string;
  readonly data: string;
  readonly caseIds: readonly string[];
  load(work: LoadWork): Promise<LoadReport>;
}

async function install(setting: Setting): Promise<Installation> {
  const { folder, open, report } = setting;
  const postgres = await PostgresServer.start({ isDurable: true });
  open(postgres, () => postgres.stop());
  const databaseUrl = await postgres.createDatabase();
  const eventStoreUrl = await startEventStore(setting, 'caseline');
  const data = join(folder, 'caseline-data');
  const environment = {
    EVENTSTORE_URL: eventStoreUrl,
    DATABASE_URL: databaseUrl,
    CASELINE_WAIT_MS: '60000',
  };
  const server = await startCaseline({ folder: data, environment });
  open(server, () => server.kill('SIGTERM'));
  const generator = child(setting, './load/load-generator.js', []);
  let target: Target = { ...server, caseIds: [] };
  const load = async (work: LoadWork): Promise<LoadReport> => askLoad(generator, target, work);
  report(`opening ${CASES} cases`);
  const { caseIds } = await load({ kind: 'open', count: CASES });
  target = { ...target, caseIds };
  report('warming up');
  const warm = await load({ kind: 'command', seconds: WARM_UP_SECONDS, seed: 0 });
  await viewsReached(server, warm.position);
  return { server, eventStoreUrl, databaseUrl, data, caseIds, load };
}

/** In turns, each on a server of its own: ours would go on reading while the other writes. */
async function clientFigures(
  setting: Setting,
  { server, eventStoreUrl, load }: Installation,
): Promise<readonly Figure[]> {
  const target = await startEventStore(setting, 'client');
  const args = [eventStoreUrl, target, `${CONNECTIONS}`];
  const client = child(setting, './baselines/client-appends.js', args);
  await client.answer<{ appends: number }>();
  const appendFor = (run: AppendRun) => client.ask<AppendReport>(run);
  await appendFor({ seconds: WARM_UP_SECONDS, seed: 0 });
  const rounds: { readonly ours: number; readonly theirs: number }[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    const done = await load({ kind: 'command', seconds: ROUND_SECONDS, seed: round });
    // What the views still have to fold would run beside the client and slow it.
    await viewsReached(server, done.position);
    const ours = rateOf(done);
    const theirs = rateOf(await appendFor({ seconds: ROUND_SECONDS, seed: round }));
    setting.report(`round ${round}: ${ours.toFixed(0)}/s, ${theirs.toFixed(0)}/s`);
    rounds.push({ ours, theirs });
  }
  const rates = {
    ours: { value: median(rounds.map(({ ours }) => ours)), unit: 'commands/s' },
    baseline: { value: median(rounds.map(({ theirs }) => theirs)), unit: 'appends/s' },
    ratio: median(rounds.map(({ ours, theirs }) => ours / theirs)),
  };
  return [atLeastRatio(TO_CLIENT, rates, RATIO_TO_CLIENT)];
}

const rateOf = ({ requests, seconds }: AppendReport): number => requests / seconds;

async function pacedFigures(installation: Installation): Promise<readonly Figure[]> {
  const { databaseUrl, load } = installation;
  const watch = await watchViews(databaseUrl);
  try {
    const before = await loadsOf(installation);
    const pace = { perSecond: PACE, openEvery: OPEN_EVERY };
    const done = await load({ kind: 'mixed', seconds: PACED_SECONDS, seed: ROUNDS + 1, ...pace });
    const after = await loadsOf(installation);
    const lags = await watch.lagsBehind(done.acknowledged);
    const rate = { value: rateOf(done), unit: 'commands/s' };
    const latency = `answered in ${done.p50Ms.toFixed(0)} ms, p99 ${done.p99Ms.toFixed(0)} ms`;
    const answered = atLeast('EventStoreDB: paced commands', rate, PACE * LEAST_PACE_SHARE);
    const longest = { value: quantile(lags, 1), unit: 'ms' };
    const others = [0.5, 0.99].map((share) => `${quantile(lags, share).toFixed(0)} ms`);
    const lag = atMost(LAG, longest, LAG_LIMIT_MS);
    return [
      { ...answered, remark: latency },
      { ...lag, remark: `median and p99: ${others.join(', ')}, every view` },
      cacheFigure(before, after, done.caseIds.length),
    ];
  } finally {
    await watch.close();
  }
}

interface Loads {
  readonly hits: number;
  readonly misses: number;
}

function cacheFigure(before: Loads, after: Loads, openings: number): Figure {
  const hits = after.hits - before.hits;
  const misses = after.misses - before.misses;
  // A case that is opened has no past to be kept: its load finds nothing.
  const share = { value: (100 * hits) / (hits + misses - openings), unit: '%', digits: 1 };
  const figure = atLeast('EventStoreDB: loads from the cache', share, CACHED_PERCENT);
  const withThem = ((100 * hits) / (hits + misses)).toFixed(1);
  return { ...figure, remark: `loads of ${openings} openings left out; with them ${withThem} %` };
}

async function loadsOf({ server, data }: Installation): Promise<Loads> {
  const key = await developmentKey(data);
  const meant = { issuer: 'caseline-development', audience: 'caseline' };
  const operator = await signToken(key, { subject: 'operator', roles: ['operator'], ...meant });
  const connection = await HttpConnection.open(server.port);
  const headers = [`authorization: Bearer ${operator}`];
  const { status, body } = await connection.send({ method: 'GET', path: '/metrics', headers });
  connection.close();
  if (status !== 200) throw new Error(body);
  const total = (name: string): number => {
    const [, value] = new RegExp(`^caseline_case_load_${name}_total (\\d+)$`, 'm').exec(body) ?? [];
    if (value === undefined) throw new Error(`the metrics do not say ${name}`);
    return Number(value);
  };
  return { hits: total('hits'), misses: total('misses') };
}

async function catchUpFigures(setting: Setting): Promise<readonly Figure[]> {
  const { report } = setting;
  report(`growing a log of ${EVENTS} events`);
  const server = child(setting, './load/event-store-server.js', ['grown', `${EVENTS}`]);
  const { connectionString, events } = await server.answer<EventStoreAnswer>();
  report('catching up with it');
  const args = [connectionString, `${events}`, `${PAUSE_MS}`];
  // A catch-up is long work, so it gets the room that `npm run casectl` gets.
  const reader = child(setting, './load/slow-reader.js', args, asNpmRuns('casectl').options);
  const { grownMegabytes, seconds, batches } = await reader.answer<SlowReading>();
  const name = `catching up ${events.toLocaleString('en-US')} events slowly: memory grows`;
  const grown = { value: grownMegabytes, unit: 'MiB' };
  const sizes = `${(events / batches).toFixed(0)} in a batch, ${PAUSE_MS} ms each, a stop`;
  const remark = `${(events / seconds).toFixed(0)} events/s, ${sizes}`;
  return [{ ...atMost(name, grown, GROWTH_LIMIT_MEGABYTES), remark }];
}

async function startEventStore(setting: Setting, name: string): Promise<string> {
  const folder = join(setting.folder, `${name}-events`);
  mkdirSync(folder);
  const server = child(setting, './load/event-store-server.js', ['durable', folder]);
  return (await server.answer<EventStoreAnswer>()).connectionString;
}

function child(
  { open }: Setting,
  module: string,
  ...started: readonly [args: readonly string[], nodeOptions?: readonly string[]]
): ChildModule {
  const running = new ChildModule(new URL(module, import.meta.url), ...started);
  return open(running, () => running.stop());
}
