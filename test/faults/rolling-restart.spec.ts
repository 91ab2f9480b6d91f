/** Every process is replaced under load, one after the other: nobody notices. */
import { afterEach, expect, test } from '@jest/globals';
import { killLivingServers } from '../support/caseline-server.ts';
import { EventStoreServer } from '../support/event-store-server/event-store-server.ts';
import { whyNoPostgres } from '../support/postgres/programs.ts';
import { specPostgres } from '../support/postgres/spec-postgres.ts';
import { seededRandom, seedOf } from '../support/seeded-random.ts';
import { describeUnless } from '../support/skipping.ts';
import { auditServers } from './audit-servers.ts';
import { Installation, viewsReached, WanderingWitness } from './installation.ts';
import { ListeningClient } from './listening-client.ts';

const seed = seedOf(process.env['FAULTS_SEED']);
/** Two witnesses of eight clients each: 50 commands a second when answers take 20 ms. */
const TURN_EVERY_MS = 300;
/** Commands that are acknowledged between two steps. */
const BETWEEN = 30;
const NEWS_MS = 30_000;
const TEST_MS = 240_000;

describeUnless(whyNoPostgres(), `a rolling restart (FAULTS_SEED=${seed})`, () => {
  const postgres = specPostgres();
  afterEach(killLivingServers);

  test(
    'of two servers and two projectors loses nothing, and feeds have no gap',
    async () => {
      const server = await EventStoreServer.start();
      const connectionString = server.connectionString();
      const database = await postgres().createDatabase();
      const stores = { EVENTSTORE_URL: connectionString, DATABASE_URL: database };
      const installation = new Installation(stores);
      for (const number of [1, 2]) await installation.startWorker('projector', number);
      for (const number of [1, 2]) await installation.startApi(number);
      const from = server.log.head;
      const client = new ListeningClient(() => [...installation.apis.values()], from);
      const witnesses = [0, 1].map((lane) => {
        const pace = { name: `lane-${lane}`, turnEveryMs: TURN_EVERY_MS };
        return new WanderingWitness(installation, seededRandom(seed + lane), pace);
      });

      await replaceAll(installation, witnesses);
      const position = await settled(installation, witnesses);
      await client.reached(position, NEWS_MS);
      await client.end();
      await installation.end();

      const facts = server.log.all.filter(
        (event) => event.streamId.startsWith('case-') && event.position > from,
      );
      expect(client.told).toEqual(facts.map((fact) => fact.position));
      expect(client.connections).toBeGreaterThan(2);
      expect(witnesses.flatMap(({ witness }) => witness.contradictions)).toEqual([]);
      const intents = witnesses.flatMap(({ witness }) => witness.intents);
      const at = { connectionString, database, postgres: postgres() };
      expect(await auditServers(at, intents)).toEqual({
        events: expect.any(Number),
        lost: 0,
        duplicated: 0,
        faultsOfLog: [],
        differingViews: [],
      });
      await server.stop();
    },
    TEST_MS,
  );
});

/** Ends every process properly and starts another one for it, under load all the time. */
async function replaceAll(
  installation: Installation,
  witnesses: readonly WanderingWitness[],
): Promise<void> {
  const more = () => Promise.all(witnesses.map(({ witness }) => witness.acknowledgements(BETWEEN)));
  await more();
  for (const number of [1, 2]) {
    expect(await installation.endApi(number, 'SIGTERM')).toBe(0);
    await more();
    await installation.startApi(number);
    await more();
  }
  for (const number of [1, 2]) {
    expect(await installation.endWorker('projector', number, 'SIGTERM')).toBe(0);
    await more();
    await installation.startWorker('projector', number);
    await more();
  }
}

/** Ends the load, learns what became of the last commands, and waits until the views have them. */
async function settled(
  installation: Installation,
  witnesses: readonly WanderingWitness[],
): Promise<number> {
  const stopped = Promise.all(witnesses.map((each) => each.stop()));
  for (const number of [1, 2]) await installation.endApi(number, 'SIGTERM');
  await stopped;
  const last = await installation.startApi(3);
  const positions = await Promise.all(witnesses.map(({ witness }) => witness.settle(last)));
  const position = Math.max(...positions);
  await viewsReached(last, position);
  return position;
}
