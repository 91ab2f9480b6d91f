/** Projectors and timekeepers of which some die: others take over, and nothing counts twice. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as passed } from 'node:timers/promises';
import { afterAll, afterEach, beforeEach, expect, test } from '@jest/globals';
import { openEventStoreDb, type EventStoreDb } from '@caseline/event-store-db';
import { caseNumber, minute, newEvents, opened } from '../support/case-streams.ts';
import {
  killLivingServers,
  startCaseline,
  startWorker,
  type CaselineWorker,
} from '../support/caseline-server.ts';
import { EventStoreServer } from '../support/event-store-server/event-store-server.ts';
import { whyNoPostgres } from '../support/postgres/programs.ts';
import { specPostgres } from '../support/postgres/spec-postgres.ts';
import { describeUnless } from '../support/skipping.ts';

/** What is promised: another one does the work of a dead one within so long. */
const TAKEOVER_MS = 15_000;
const LOOK_MS = 50;
const TEST_MS = 120_000;
const VIEWS = ['analytics', 'history', 'queue', 'sla'];

interface Report {
  readonly status: string;
  readonly facts: {
    readonly owned?: readonly string[];
    readonly views?: readonly { readonly view: string; readonly position: number }[];
    readonly isLeader?: boolean;
  };
}

const folder = mkdtempSync(join(tmpdir(), 'caseline-takeover-'));
let server: EventStoreServer;
let store: EventStoreDb;
let environment: Readonly<Record<string, string>>;

const reportOf = async ({ healthUrl }: CaselineWorker): Promise<Report> =>
  (await (await fetch(`${healthUrl}/health/ready`)).json()) as Report;

const ownedBy = async (worker: CaselineWorker): Promise<readonly string[]> =>
  [...((await reportOf(worker)).facts.owned ?? [])].sort();

/** Asks until it is so; answers how long that took. */
async function until(isSo: () => Promise<boolean>, withinMs: number): Promise<number> {
  const startedAt = performance.now();
  while (performance.now() - startedAt < withinMs) {
    if (await isSo()) return performance.now() - startedAt;
    await passed(LOOK_MS);
  }
  throw new Error(`not so after ${withinMs} ms`);
}

let cases = 0;
async function openCase(): Promise<number> {
  cases += 1;
  const id = caseNumber(cases);
  const events = newEvents(id, { recordedAt: minute(cases), events: [opened()] });
  return (await store.append(`case-${id}`, events, -1)).position;
}

const haveFolded =
  (workers: readonly CaselineWorker[], position: number) => async (): Promise<boolean> => {
    const reports = await Promise.all(workers.map(reportOf));
    const views = reports.flatMap(({ facts }) => facts.views ?? []);
    return views.length === VIEWS.length && views.every((view) => view.position >= position);
  };

/** Empty stores for each test of a chapter. */
function freshStores(): void {
  const postgres = specPostgres();
  beforeEach(async () => {
    server = await EventStoreServer.start();
    store = await openEventStoreDb({ connectionString: server.connectionString() });
    const DATABASE_URL = await postgres().createDatabase();
    environment = { EVENTSTORE_URL: server.connectionString(), DATABASE_URL };
  });
  afterEach(async () => {
    killLivingServers();
    await store.close();
    await server.stop();
  });
  afterAll(() => rmSync(folder, { recursive: true }));
}

describeUnless(whyNoPostgres(), 'processes on their own', () => {
  freshStores();
  const projector = () => startWorker('projector', { folder, environment });

  test(
    'projectors share the projections; one that comes later gets its part',
    async () => {
      const first = await projector();
      expect(await ownedBy(first)).toEqual(VIEWS);
      const second = await projector();
      await until(async () => (await ownedBy(second)).length > 0, 2 * TAKEOVER_MS);
      await until(async () => (await ownedBy(first)).length < VIEWS.length, TAKEOVER_MS);
      const together = [...(await ownedBy(first)), ...(await ownedBy(second))];
      expect(together.sort()).toEqual(VIEWS);
      const position = await openCase();
      const isFed = async () => {
        const views = [first, second].map(async (one) => (await reportOf(one)).facts.views ?? []);
        return (await Promise.all(views)).flat().every((view) => view.position >= position);
      };
      await until(isFed, TAKEOVER_MS);
    },
    TEST_MS,
  );

  test(
    'a projector that is killed is replaced within 15 s, one that ends at once',
    async () => {
      const first = await projector();
      const second = await projector();
      await until(haveFolded([first], await openCase()), TAKEOVER_MS);
      await first.kill('SIGKILL');
      const position = await openCase();
      await until(haveFolded([second], position), TAKEOVER_MS);
      const third = await projector();
      await second.kill('SIGTERM');
      expect((await second.ended).code).toBe(0);
      await until(haveFolded([third], await openCase()), TAKEOVER_MS);
    },
    TEST_MS,
  );

  test(
    'of two timekeepers one leads; the other takes over within 15 s',
    async () => {
      const api = await startCaseline({
        folder,
        environment: { ...environment, CASELINE_TIMEKEEPER: 'false' },
      });
      const timekeeper = () => startWorker('timekeeper', { folder, environment });
      const isLeader = (one: CaselineWorker) => async () =>
        (await reportOf(one)).facts.isLeader === true;
      const first = await timekeeper();
      await until(isLeader(first), TAKEOVER_MS);
      const second = await timekeeper();
      expect(await reportOf(second)).toMatchObject({ status: 'ready', facts: { isLeader: false } });
      await first.kill('SIGKILL');
      await until(isLeader(second), TAKEOVER_MS);
      await api.kill('SIGTERM');
    },
    TEST_MS,
  );
});
