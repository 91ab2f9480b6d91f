import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventLogFile } from '@caseline/event-store-embedded';
import { startCaseline } from '../support/caseline-server.ts';
import type { CaselineServer } from '../support/caseline-server.ts';
import { PostgresServer } from '../support/postgres/postgres-server.ts';
import { whyNoPostgres } from '../support/postgres/programs.ts';
import { readAppends } from './baselines/read-appends.ts';
import { ChildModule } from './child-module.ts';
import { atLeastRatio, atMost, median, notMeasured } from './figure.ts';
import type { Bench, Figure } from './figure.ts';
import { CONNECTIONS, askLoad, viewsReached } from './load/asked-load.ts';
import type { Load, Target } from './load/asked-load.ts';
import type { LoadReport, LoadWork } from './load/load-plan.ts';

const CASES = 40_000;
const ROUNDS = 5;
const ROUND_SECONDS = 6;
const WARM_UP_SECONDS = 3;
const SAMPLED_APPENDS = 5_000;
const P99_LIMIT_MS = 60;
const RATIO_TO_POSTGRES = 1.2;
const RATIO_TO_FLOOR = 0.4;
const NO_TOKENS = { agent: 'none', administrator: 'none' };

export const commandsBench: Bench = {
  name: 'commands',
  about: `durable commands over HTTP, ${CONNECTIONS} connections, ${CASES} cases`,
  async run(report) {
    const folder = mkdtempSync(join(tmpdir(), 'caseline-bench-commands-'));
    const opened: (() => Promise<void>)[] = [];
    const open = <Resource>(resource: Resource, close: () => Promise<void>): Resource => {
      opened.push(close);
      return resource;
    };
    try {
      return await measure({ folder, open, report });
    } finally {
      for (const close of opened.toReversed()) await close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

interface Setting {
  readonly folder: string;
  open<Resource>(resource: Resource, close: () => Promise<void>): Resource;
  report(step: string): void;
}

async function measure(setting: Setting): Promise<readonly Figure[]> {
  const { folder, open, report } = setting;
  const generator = new ChildModule(new URL('./load/load-generator.js', import.meta.url));
  open(generator, () => generator.stop());

  const environment = { CASELINE_WAIT_MS: '60000' };
  const server = await startCaseline({ folder: join(folder, 'caseline'), environment });
  open(server, () => server.kill('SIGTERM'));
  const load = async (target: Target, work: LoadWork): Promise<LoadReport> => {
    const done = await askLoad(generator, target, work);
    // What the views still have to fold would run beside the next target and slow it.
    if (target.port === server.port) await viewsReached(server, done.position);
    return done;
  };
  report(`opening ${CASES} cases`);
  const caseline = await withCases(server, load);
  report('warming up');
  await load(caseline, { kind: 'command', seconds: WARM_UP_SECONDS, seed: 0 });

  const floor = await startFloor(setting);
  const postgres = await startExpress(setting);
  const others = [floor, ...(postgres === undefined ? [] : [postgres.target])];
  for (const other of others) await load(other, { kind: 'command', seconds: 2, seed: 0 });

  const rounds: LoadReport[][] = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    const reports: LoadReport[] = [];
    for (const target of [caseline, ...others]) {
      reports.push(await load(target, { kind: 'command', seconds: ROUND_SECONDS, seed: round }));
    }
    report(`round ${round}: ${reports.map((done) => `${rateOf(done).toFixed(0)}/s`).join(', ')}`);
    rounds.push(reports);
  }
  return figuresOf(rounds, postgres?.version);
}

function figuresOf(rounds: readonly LoadReport[][], version: string | undefined): Figure[] {
  const column = (index: number) => rounds.flatMap((reports) => reports[index] ?? []);
  const ours = column(0);
  const against = (index: number) => {
    const theirs = column(index);
    const ratios = ours.flatMap((run, round) => {
      const other = theirs[round];
      return other === undefined ? [] : [rateOf(run) / rateOf(other)];
    });
    return {
      ours: { value: median(ours.map(rateOf)), unit: 'commands/s' },
      baseline: { value: median(theirs.map(rateOf)), unit: 'requests/s' },
      ratio: median(ratios),
    };
  };
  const p50 = median(ours.map(({ p50Ms }) => p50Ms));
  const p99 = median(ours.map(({ p99Ms }) => p99Ms));
  const latency = atMost('commands: p99', { value: p99, unit: 'ms', digits: 1 }, P99_LIMIT_MS);
  const toFloor = 'commands to bare Fastify with SQLite';
  const toPostgres = 'commands to Express with PostgreSQL';
  return [
    version === undefined
      ? notMeasured(toPostgres, `ratio at least ${RATIO_TO_POSTGRES}`, whyNoPostgres() ?? '')
      : { ...atLeastRatio(toPostgres, against(2), RATIO_TO_POSTGRES), remark: version },
    atLeastRatio(toFloor, against(1), RATIO_TO_FLOOR),
    { ...latency, remark: `median ${p50.toFixed(1)} ms; medians of ${ROUNDS} rounds` },
  ];
}

const rateOf = ({ requests, seconds }: LoadReport): number => requests / seconds;

async function withCases({ port, tokens }: CaselineServer, load: Load): Promise<Target> {
  const { caseIds } = await load({ port, tokens, caseIds: [] }, { kind: 'open', count: CASES });
  return { port, tokens, caseIds };
}

/** The rows of our own commands are what the bare baseline inserts. */
async function startFloor({ folder, open }: Setting): Promise<Target> {
  const rowsFile = join(folder, 'appends.json');
  const appends = readAppends(eventLogFile(join(folder, 'caseline')), SAMPLED_APPENDS);
  writeFileSync(rowsFile, JSON.stringify({ appends }));
  const module = new URL('./baselines/fastify-sqlite.js', import.meta.url);
  return startBaseline(module, [join(folder, 'floor.sqlite'), rowsFile], open);
}

async function startExpress({
  open,
  report,
}: Setting): Promise<{ target: Target; version: string } | undefined> {
  const missing = whyNoPostgres();
  if (missing !== undefined) {
    report(missing);
    return undefined;
  }
  const postgres = await PostgresServer.start({ isDurable: true });
  open(postgres, () => postgres.stop());
  const module = new URL('./baselines/express-postgres.js', import.meta.url);
  const target = await startBaseline(module, [postgres.folder, `${CASES}`], open);
  return { target, version: postgres.version };
}

async function startBaseline(
  module: URL,
  args: readonly string[],
  open: Setting['open'],
): Promise<Target> {
  const child = new ChildModule(module, args);
  open(child, () => child.stop());
  const { port } = await child.answer<{ port: number }>();
  const caseIds = Array.from({ length: CASES }, (_, index) => `${index}`);
  return { port, tokens: NO_TOKENS, caseIds };
}
