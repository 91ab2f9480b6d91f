/** Timekeepers are killed while deadlines pass: each is noticed, and once. */
import { setTimeout as passed } from 'node:timers/promises';
import { afterEach, expect, test } from '@jest/globals';
import { openEventStoreDb, type EventStoreDb } from '@caseline/event-store-db';
import { caseNumber, minute, newEvents, opened, started } from '../support/case-streams.ts';
import { killLivingServers } from '../support/caseline-server.ts';
import { EventStoreServer } from '../support/event-store-server/event-store-server.ts';
import { whyNoPostgres } from '../support/postgres/programs.ts';
import { specPostgres } from '../support/postgres/spec-postgres.ts';
import { describeUnless } from '../support/skipping.ts';
import { Installation } from './installation.ts';

const CASES = 150;
/** Cases whose deadlines are noticed between two kills. */
const BETWEEN = 30;
const KILLS = 3;
const LOOK_MS = 10;
const NOTICED_MS = 60_000;
const TEST_MS = 180_000;

/** Two deadlines a case, both long past. */
const promises = [
  started('first-response-1', { startedAt: minute(0), dueAt: minute(60) }),
  started('first-response-2', { startedAt: minute(0), dueAt: minute(90) }),
];

async function openCases(store: EventStoreDb): Promise<void> {
  const numbers = Array.from({ length: CASES }, (_, index) => index + 1);
  await Promise.all(
    numbers.map((number) => {
      const id = caseNumber(number);
      const events = newEvents(id, { recordedAt: minute(0), events: [opened(), ...promises] });
      return store.append(`case-${id}`, events, -1);
    }),
  );
}

/** The breaches in the log, each by its case and objective. */
const breachesIn = ({ log }: EventStoreServer): readonly string[] =>
  log.all
    .filter(({ type }) => type === 'SlaObjectiveBreached')
    .map(({ streamId, data }) => {
      const { objectiveId } = JSON.parse(Buffer.from(data).toString()) as { objectiveId: string };
      return `${streamId} ${objectiveId}`;
    });

async function noticed(server: EventStoreServer, count: number): Promise<void> {
  const startedAt = performance.now();
  while (breachesIn(server).length < count) {
    if (performance.now() - startedAt > NOTICED_MS) {
      throw new Error(`${breachesIn(server).length} of ${count} are noticed`);
    }
    await passed(LOOK_MS);
  }
}

describeUnless(whyNoPostgres(), 'deadlines that pass while timekeepers are killed', () => {
  const postgres = specPostgres();
  afterEach(killLivingServers);

  test(
    'are noticed, each once',
    async () => {
      const server = await EventStoreServer.start();
      const EVENTSTORE_URL = server.connectionString();
      const DATABASE_URL = await postgres().createDatabase();
      const installation = new Installation({ EVENTSTORE_URL, DATABASE_URL });
      await installation.startApi(1);
      await installation.startWorker('projector', 1);
      for (const number of [1, 2]) await installation.startWorker('timekeeper', number);
      const store = await openEventStoreDb({ connectionString: EVENTSTORE_URL });
      await openCases(store);

      for (let kill = 0; kill < KILLS; kill += 1) {
        await noticed(server, Math.min((kill + 1) * BETWEEN, CASES));
        const number = (kill % 2) + 1;
        await installation.endWorker('timekeeper', number, 'SIGKILL');
        await installation.startWorker('timekeeper', number);
      }
      await noticed(server, CASES * promises.length);
      await installation.end();
      const breaches = breachesIn(server);
      expect(new Set(breaches).size).toBe(breaches.length);
      expect(breaches).toHaveLength(CASES * promises.length);
      await store.close();
      await server.stop();
    },
    TEST_MS,
  );
});
