/** Every process is replaced under load, one after the other: nobody notices. */
import { afterEach, expect, test } from '@jest/globals';
import { openEventStoreDb } from '@caseline/event-store-db';
import { killLivingServers } from '../support/caseline-server.ts';
import { EventStoreServer } from '../support/event-store-server/event-store-server.ts';
import { whyNoPostgres } from '../support/postgres/programs.ts';
import { specPostgres } from '../support/postgres/spec-postgres.ts';
import { seededRandom, seedOf } from '../support/seeded-random.ts';
import { describeUnless } from '../support/skipping.ts';
import { auditServers, eventsIn } from './audit-servers.ts';
import { Installation, WanderingWitness } from './installation.ts';
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
      await installation.startWorker('projector', 1);
      await installation.startWorker('projector', 2);
      for (const number of [1, 2]) await installation.startApi(number);

      const store = await openEventStoreDb({ connectionString });
      const from = await store.head();
      const client = new ListeningClient(() => [...installation.apis.values()], from);
      const witnesses = [0, 1].map(
        (lane) =>
          new WanderingWitness(installation, seededRandom(seed + lane), {
            name: `lane-${lane}`,
          turnEveryMs: TURN_EVERY_MS,
          }),
      );
      const more = () =>
        Promise.all(witnesses.map(({ witness }) => witness.acknowledgements(BETWEEN)));

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

      const stopped = Promise.all(witnesses.map((each) => each.stop()));
      for (const number of [1, 2]) await installation.endApi(number, 'SIGTERM');
      await stopped;
      const last = await installation.startApi(3);
      const positions = await Promise.all(witnesses.map(({ witness }) => witness.settle(last)));
      await client.reached(Math.max(...positions), NEWS_MS);
      await client.end();
      const facts = (await eventsIn(store)).filter(
        ({ streamId, position }) => streamId.startsWith('case-') && position > from,
      );
      expect(client.told).toEqual(facts.map(({ position }) => position));
      expect(client.connections).toBeGreaterThan(2);

      await viewsReached(last, Math.max(...positions));
      await installation.end();
      await store.close();
      const intents = witnesses.flatMap(({ witness }) => witness.intents);
      const at = { connectionString, database, postgres: postgres() };
      expect(witnesses.flatMap(({ witness }) => witness.contradictions)).toEqual([]);
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

async function viewsReached(
  { port, tokens }: { port: number; tokens: { agent: string } },
  position: number,
): Promise<void> {
  const path = `/v1/queue?limit=1&minPosition=${position}`;
  const headers = { authorization: `Bearer ${tokens.agent}` };
  const { status } = await fetch(`http://127.0.0.1:${port}${path}`, { headers });
  expect(status).toBe(200);
}
