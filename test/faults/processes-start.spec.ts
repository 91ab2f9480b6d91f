/** Programs that cannot start say why, by code and sentence, and end with 1 within a bound. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { caseProjections } from '@caseline/case-views';
import { openEventStoreDb } from '@caseline/event-store-db';
import { caseNumber, minute, newEvents, opened } from '../support/case-streams.ts';
import {
  killLivingServers,
  ServerDidNotStart,
  startCaseline,
  startWorker,
  type App,
} from '../support/caseline-server.ts';
import { selfSigned } from '../support/event-store-server/certificate.ts';
import { EventStoreServer } from '../support/event-store-server/event-store-server.ts';
import { whyNoPostgres } from '../support/postgres/programs.ts';
import { specPostgres } from '../support/postgres/spec-postgres.ts';
import { describeUnless } from '../support/skipping.ts';

/** A store is waited for 15 s; a machine that is busy takes a while to start programs. */
const BOUND_MS = 45_000;

type Environment = Readonly<Record<string, string>>;
type Program = Exclude<App, 'casectl'>;

const programs: readonly Program[] = ['api', 'projector', 'timekeeper'];
const folder = mkdtempSync(join(tmpdir(), 'caseline-start-'));
const servers: EventStoreServer[] = [];
const startServer: typeof EventStoreServer.start = async (settings) => {
  const server = await EventStoreServer.start(settings);
  servers.push(server);
  return server;
};
afterEach(async () => {
  killLivingServers();
  for (const server of servers.splice(0)) await server.stop();
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What a program says that does not start. */
async function refusal(program: Program, environment: Environment): Promise<string> {
  const signal = AbortSignal.timeout(BOUND_MS);
  const options = { folder: mkdtempSync(join(folder, 'data-')), environment, signal };
  const starting: Promise<unknown> =
    program === 'api' ? startCaseline(options) : startWorker(program, options);
  const error: unknown = await starting.catch((reason: unknown) => reason);
  if (!(error instanceof ServerDidNotStart)) throw new Error(`${program} has started`);
  expect({ program, exit: error.exitCode }).toEqual({ program, exit: 1 });
  expect(error.errors).not.toMatch(/\n {4}at /);
  return error.errors;
}

/** All programs at once: each waits as long as the others. */
const refusals = (environment: Environment): Promise<readonly string[]> =>
  Promise.all(programs.map((program) => refusal(program, environment)));

const everyOne = (code: string, advice: RegExp) =>
  programs.map(() => expect.stringMatching(new RegExp(`\\(${code}\\)\n.*${advice.source}`, 's')));

describe('Programs do not start', () => {
  test('with a connection string that is wrong', async () => {
    expect(await refusals({ EVENTSTORE_URL: 'http://u:secret@localhost' })).toEqual(
      everyOne('connection-string-invalid', /must begin with esdb/),
    );
    expect(await refusals({ EVENTSTORE_URL: 'esdb://u:secret@localhost?tsl=true' })).toEqual(
      programs.map(() => expect.not.stringContaining('secret')),
    );
  }, 60_000);

  test('where no event store answers', async () => {
    const listener = createServer();
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    const { port } = listener.address() as AddressInfo;
    await new Promise((resolve) => listener.close(resolve));
    expect(await refusals({ EVENTSTORE_URL: `esdb://127.0.0.1:${port}?tls=false` })).toEqual(
      everyOne('event-store-unreachable', /Check the address/),
    );
  }, 60_000);

  test('where the event store does not get ready', async () => {
    const server = await startServer();
    server.faults.byChance = () => ({ kind: 'refuse', as: 'not-ready' });
    expect(await refusals({ EVENTSTORE_URL: server.connectionString() })).toEqual(
      everyOne('event-store-not-ready', /Look at its log/),
    );
  }, 60_000);

  test('with a certificate that nobody vouches for', async () => {
    const server = await startServer({ tls: selfSigned() });
    expect(await refusals({ EVENTSTORE_URL: server.connectionString() })).toEqual(
      everyOne('event-store-certificate-refused', /tlsCAFile/),
    );
  }, 60_000);

  test('with an account that may not read $all', async () => {
    const tls = selfSigned();
    const authority = join(folder, 'authority.pem');
    writeFileSync(authority, tls.certificate);
    const account = { username: 'weak', password: 'secret', mayReadAll: false };
    const server = await startServer({ tls, account });
    const EVENTSTORE_URL =
      `esdb://weak:secret@127.0.0.1:${server.port}?tls=true` +
      `&tlsCAFile=${encodeURIComponent(authority)}`;
    expect(await refusals({ EVENTSTORE_URL })).toEqual(
      everyOne('event-store-access-denied', /may read \$all/),
    );
  }, 60_000);
});

describeUnless(whyNoPostgres(), 'Programs do not start on PostgreSQL', () => {
  const postgres = specPostgres();
  let server: EventStoreServer;
  let EVENTSTORE_URL: string;
  beforeAll(async () => {
    server = await EventStoreServer.start();
    EVENTSTORE_URL = server.connectionString();
  });
  afterAll(() => server.stop());

  test('that does not answer, or that nobody can find by that string', async () => {
    const nowhere = `postgresql://u:secret@localhost/views?host=${folder}`;
    const unreachable = await refusals({ EVENTSTORE_URL, DATABASE_URL: nowhere });
    expect(unreachable).toEqual(everyOne('view-store-unreachable', /is DATABASE_URL right/));
    expect(unreachable.join()).not.toContain('secret');
    const [wrong] = await refusals({ EVENTSTORE_URL, DATABASE_URL: 'mysql://u:secret@h/d' });
    expect(wrong).toMatch(/view-store-\w+/);
    expect(wrong).not.toContain('secret');
  }, 60_000);

  test('with views of a later version', async () => {
    const DATABASE_URL = await postgres().createDatabase();
    const projector = await startWorker('projector', {
      folder,
      environment: { EVENTSTORE_URL, DATABASE_URL },
    });
    await projector.kill('SIGTERM');
    const later = 'insert into caseline.schema_versions (version) values (99)';
    await postgres().query(later, DATABASE_URL);
    expect(await refusals({ EVENTSTORE_URL, DATABASE_URL })).toEqual(
      everyOne('view-schema-newer', /run the newer Caseline/),
    );
  }, 60_000);

  test('with views ahead of a log that was restored', async () => {
    const DATABASE_URL = await postgres().createDatabase();
    const before = await startServer();
    const store = await openEventStoreDb({ connectionString: before.connectionString() });
    for (const number of [1, 2, 3]) {
      const id = caseNumber(number);
      const events = newEvents(id, { recordedAt: minute(number), events: [opened()] });
      await store.append(`case-${id}`, events, -1);
    }
    const head = await store.head();
    await store.close();
    const projector = await startWorker('projector', {
      folder,
      environment: { EVENTSTORE_URL: before.connectionString(), DATABASE_URL },
    });
    await viewsReached(projector.healthUrl, head);
    await projector.kill('SIGTERM');
    const restored = await startServer();
    const environment = { EVENTSTORE_URL: restored.connectionString(), DATABASE_URL };
    for (const program of ['projector', 'api'] as const) {
      expect(await refusal(program, environment)).toMatch(/\(views-ahead-of-log\)\n.*rebuild/s);
    }
  }, 90_000);
});

/** Asks the projector until it has folded everything. */
async function viewsReached(healthUrl: string, head: number): Promise<void> {
  for (let look = 0; look < 5_000; look += 1) {
    const report = (await (await fetch(`${healthUrl}/health/ready`)).json()) as {
      readonly facts: { readonly views?: readonly { readonly position: number }[] };
    };
    const views = report.facts.views ?? [];
    const reached = views.filter(({ position }) => position >= head);
    if (reached.length === caseProjections.length) return;
  }
  throw new Error('the projector does not catch up');
}
