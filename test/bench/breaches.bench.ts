import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as passed } from 'node:timers/promises';
import { developmentKey, signToken } from '@caseline/api';
import { START } from '@caseline/event-sourcing';
import { openEmbeddedEventStore } from '@caseline/event-store-embedded';
import { shippedPackText } from '@caseline/support-policy';
import { startCaseline } from '../support/caseline-server.ts';
import type { CaselineServer } from '../support/caseline-server.ts';
import { HttpConnection } from '../support/http-connection.ts';
import { ChildModule } from './child-module.ts';
import { atMost, quantile } from './figure.ts';
import type { Bench, Figure } from './figure.ts';
import type { LoadPlan, LoadReport } from './load/load-plan.ts';

const ARMED = 100_000;
/** Opened within two seconds, so that 1,000 of them are due in the same one. */
const DUE_TOGETHER = 2_000;
/** The target of those that fall due: the shortest a pack can have. */
const TARGET_MS = 60_000;
const CONNECTIONS = 64;
const LAG_LIMIT_MS = 1_000;
/** How long behind the due instant the bench looks for what was recorded. */
const MAX_WAIT_MS = 60_000;
const LOOK_EVERY_MS = 500;

export const breachesBench: Bench = {
  name: 'breaches',
  about: `${DUE_TOGETHER} of ${ARMED} promises fall due together`,
  async run(report) {
    const folder = mkdtempSync(join(tmpdir(), 'caseline-bench-breaches-'));
    const packs = join(folder, 'packs');
    mkdirSync(packs);
    writeFileSync(join(packs, 'bench.yaml'), packWithShortTargets());
    const data = join(folder, 'data');
    const server = await startCaseline({ folder: data, environment: { CASELINE_PACKS: packs } });
    const generator = new ChildModule(new URL('./load/load-generator.js', import.meta.url));
    try {
      const open = opener(generator, server.port);
      report(`opening ${ARMED - DUE_TOGETHER} cases that are not due`);
      await open(server.tokens.administrator, ARMED - DUE_TOGETHER);
      const administrator = await customerOfBenchPack(server, data);
      const { seconds, position } = await open(administrator, DUE_TOGETHER);
      report(`opened ${DUE_TOGETHER} in ${seconds.toFixed(2)} s; waiting until they are due`);
      const breaches = await breachesBehind(data, position);
      return figuresOf(breaches);
    } finally {
      await generator.stop();
      await server.kill('SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

interface Breach {
  readonly dueAtMs: number;
  readonly recordedAtMs: number;
}

function figuresOf(breaches: readonly Breach[]): Figure[] {
  const lags = breaches.map(({ dueAtMs, recordedAtMs }) => recordedAtMs - dueAtMs);
  const seconds = Map.groupBy(breaches, ({ dueAtMs }) => Math.floor(dueAtMs / 1_000));
  const together = Math.max(...[...seconds.values()].map(({ length }) => length));
  const name = 'breach recorded behind its due instant: longest';
  const longest = atMost(name, { value: quantile(lags, 1), unit: 'ms' }, LAG_LIMIT_MS);
  const counts = `${breaches.length} breaches, ${together} of them due in one second`;
  return [{ ...longest, remark: `${counts}, median ${quantile(lags, 0.5)} ms` }];
}

/** The shipped pack with a target of one minute, around the clock, under a name of its own. */
function packWithShortTargets(): string {
  const { text } = shippedPackText('china-21vianet');
  return [
    ['id: china-21vianet', 'id: bench'],
    ['domainSuffixes: [partner.onmschina.cn]', 'domainSuffixes: [bench.example]'],
    ['B: every-day', 'B: around-the-clock'],
    ['first-response: { businessDays: 1, label: 1 business day }',
      'first-response: { minutes: 1, label: 1 minute }'],
  ].reduce((changed, [from = '', to = '']) => {
    if (!changed.includes(from)) throw new Error(`the shipped pack no longer says ${from}`);
    return changed.replace(from, to);
  }, text);
}

const opener =
  (generator: ChildModule, port: number) =>
  async (administrator: string, count: number): Promise<LoadReport> => {
    const plan: LoadPlan = {
      port,
      connections: CONNECTIONS,
      tokens: { agent: '', administrator },
      caseIds: [],
      work: { kind: 'open', count },
    };
    const done = await generator.ask<LoadReport>(plan);
    const [refused] = done.unexpected;
    if (refused !== undefined) throw new Error(`${refused.status}: ${refused.body}`);
    return done;
  };

/** Registers a customer that the short targets apply to; answers its administrator's token. */
async function customerOfBenchPack({ port }: CaselineServer, data: string): Promise<string> {
  const key = await developmentKey(data);
  const meant = { issuer: 'caseline-development', audience: 'caseline' };
  const operator = await signToken(key, { subject: 'operator', roles: ['operator'], ...meant });
  const connection = await HttpConnection.open(port);
  const body = JSON.stringify({
    name: 'Bench',
    domains: ['one.bench.example'],
    country: 'CN',
    zone: 'Asia/Shanghai',
    subscription: 'paid',
  });
  const headers = [`authorization: Bearer ${operator}`];
  const path = '/v1/organizations';
  const answer = await connection.send({ method: 'POST', path, headers, body });
  connection.close();
  if (answer.status !== 201) throw new Error(answer.body);
  const { organizationId } = JSON.parse(answer.body) as { organizationId: string };
  const administrator = { subject: 'administrator', roles: ['administrator' as const] };
  return signToken(key, { ...administrator, organizationId, ...meant });
}

/** Waits until all that fell due is recorded, then reads it from the log, as an auditor would. */
async function breachesBehind(data: string, position: number): Promise<readonly Breach[]> {
  await passed(TARGET_MS);
  const store = await openEmbeddedEventStore({ folder: data, mode: 'read' });
  const breaches: Breach[] = [];
  let after = Math.max(position - DUE_TOGETHER * CONNECTIONS, START);
  for (let waited = 0; waited < MAX_WAIT_MS; waited += LOOK_EVERY_MS) {
    for await (const batch of store.readAll({ after })) {
      for (const { type, data: fact, metadata, position: at } of batch) {
        after = at;
        if (type !== 'SlaObjectiveBreached') continue;
        const { dueAt } = fact as { dueAt: string };
        const recordedAtMs = Date.parse(metadata.recordedAt);
        breaches.push({ dueAtMs: Date.parse(dueAt), recordedAtMs });
      }
    }
    if (breaches.length >= DUE_TOGETHER) break;
    await passed(LOOK_EVERY_MS);
  }
  await store.close();
  if (breaches.length < DUE_TOGETHER) throw new Error(`only ${breaches.length} were recorded`);
  return breaches;
}
