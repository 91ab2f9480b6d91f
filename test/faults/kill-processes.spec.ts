/** `kill -9` of every process of an installation under load, in turn and together. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { killLivingServers } from '../support/caseline-server.ts';
import type { PostgresServer } from '../support/postgres/postgres-server.ts';
import { whyNoPostgres } from '../support/postgres/programs.ts';
import { specPostgres } from '../support/postgres/spec-postgres.ts';
import { seededRandom, seedOf } from '../support/seeded-random.ts';
import { describeUnless } from '../support/skipping.ts';
import type { Witness } from './acknowledged-writes.ts';
import { auditServers } from './audit-servers.ts';
import { EventStoreProcess, killLivingEventStores } from './event-store-process.ts';
import { Installation, viewsReached, WanderingWitness } from './installation.ts';

const seed = seedOf(process.env['FAULTS_SEED']);
const TURN_EVERY_MS = 150;
/** Commands that are acknowledged between two kills. */
const BETWEEN = 25;
const TEST_MS = 300_000;

describeUnless(whyNoPostgres(), `processes that are killed (FAULTS_SEED=${seed})`, () => {
  const postgres = specPostgres({ isDurable: true });
  const folder = mkdtempSync(join(tmpdir(), 'caseline-kill-processes-'));
  afterEach(() => {
    killLivingServers();
    killLivingEventStores();
    rmSync(folder, { recursive: true, force: true });
  });

  test(
    'lose nothing, do nothing twice, and their views equal a rebuild',
    async () => {
      const eventStore = await EventStoreProcess.start(folder);
      const database = await postgres().createDatabase();
      const { connectionString } = eventStore;
      const stores = { EVENTSTORE_URL: connectionString, DATABASE_URL: database };
      const installation = new Installation(stores);
      for (const app of ['projector', 'timekeeper'] as const) {
        await installation.startWorker(app, 1);
        await installation.startWorker(app, 2);
      }
      for (const number of [1, 2]) await installation.startApi(number);
      const pace = { turnEveryMs: TURN_EVERY_MS, outages: true };
      const wandering = new WanderingWitness(installation, seededRandom(seed), pace);
      const { witness } = wandering;

      await killEach({ installation, witness, eventStore, postgres: postgres() });
      const stopped = wandering.stop();
      for (const number of [1, 2]) await installation.endApi(number, 'SIGKILL');
      await stopped;
      const last = await installation.startApi(3);
      await viewsReached(last, await witness.settle(last));
      await installation.end();

      expect(witness.contradictions).toEqual([]);
      const at = { connectionString, database, postgres: postgres() };
      expect(await auditServers(at, witness.intents)).toEqual({
        events: expect.any(Number),
        lost: 0,
        duplicated: 0,
        faultsOfLog: [],
        differingViews: [],
      });
      // A run in which nothing was left unanswered would have proven nothing.
      expect(witness.counts.resent).toBeGreaterThan(0);
      await eventStore.kill();
    },
    TEST_MS,
  );
});

/** What is killed, and by whose acknowledgements the time is told. */
interface Victims {
  readonly installation: Installation;
  readonly witness: Witness;
  readonly eventStore: EventStoreProcess;
  readonly postgres: PostgresServer;
}

/** Kills something; answers how to bring it back. */
type Kill = () => Promise<() => Promise<unknown>>;

/** Kills one after the other, then all together; stores come back before those who need them. */
async function killEach({ installation, witness, eventStore, postgres }: Victims): Promise<void> {
  const killApi: Kill = async () => {
    await installation.endApi(1, 'SIGKILL');
    return () => installation.startApi(1);
  };
  const killWorker =
    (app: 'projector' | 'timekeeper'): Kill =>
    async () => {
      await installation.endWorker(app, 1, 'SIGKILL');
      return () => installation.startWorker(app, 1);
    };
  const killViews: Kill = async () => {
    await postgres.kill();
    return () => postgres.start();
  };
  const killEvents: Kill = async () => {
    await eventStore.kill();
    return () => eventStore.restart();
  };
  const projector = killWorker('projector');
  for (const kill of [killApi, projector, killWorker('timekeeper'), killViews, killEvents]) {
    await witness.acknowledgements(BETWEEN);
    const bringBack = await kill();
    // Views may be away while cases are worked on; without events nothing is acknowledged.
    if (kill !== killEvents) await witness.acknowledgements(BETWEEN);
    await bringBack();
  }
  await witness.acknowledgements(BETWEEN);
  const back = await Promise.all([killEvents(), killViews()]);
  const alone = [await killApi(), await projector()];
  for (const bringBack of [...back, ...alone]) await bringBack();
  await witness.acknowledgements(BETWEEN);
}
