/**
 * The processes of compose.yaml, started without containers: each with the main file and the
 * settings that the file gives it, on an EventStoreDB test server and a real PostgreSQL.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  killLivingServers,
  startCaseline,
  startWorker,
  type CaselineServer,
  type CaselineWorker,
} from '../support/caseline-server.ts';
import { intake } from '../support/case-desk.ts';
import { EventStoreServer } from '../support/event-store-server/event-store-server.ts';
import { whyNoPostgres } from '../support/postgres/programs.ts';
import { specPostgres } from '../support/postgres/spec-postgres.ts';
import { describeUnless } from '../support/skipping.ts';
import { listOf, objectOf, readYaml } from './infra-files.ts';

const services = objectOf(objectOf(readYaml('compose.yaml')).services);

/** What cannot be here as it is there: addresses, and the file of a key. */
const placeBound = /^(EVENTSTORE_URL|DATABASE_URL|CASELINE_JWT_PUBLIC_KEY_FILE|CASELINE_ISSUER)$/;

/** The settings of a service that hold anywhere. */
const settingsOf = (service: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(objectOf(objectOf(services[service]).environment))
      .filter(([name]) => !placeBound.test(name))
      .map(([name, value]) => [name, String(value)]),
  );

interface Composition {
  readonly events: EventStoreServer;
  readonly projector: CaselineWorker;
  readonly timekeeper: CaselineWorker;
  readonly api: CaselineServer;
}

/** Starts the processes in the order in which compose.yaml allows it: stores first. */
async function startComposition(folder: string, DATABASE_URL: string): Promise<Composition> {
  const events = await EventStoreServer.start();
  const stores = { EVENTSTORE_URL: events.connectionString(), DATABASE_URL };
  const worker = (app: 'projector' | 'timekeeper') => {
    const health = { CASELINE_HEALTH_PORT: '0' };
    return startWorker(app, { folder, environment: { ...settingsOf(app), ...stores, ...health } });
  };
  return {
    events,
    projector: await worker('projector'),
    timekeeper: await worker('timekeeper'),
    api: await startCaseline({ folder, environment: { ...settingsOf('api'), ...stores } }),
  };
}

async function ask(url: string, token?: string) {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const answer = await fetch(url, { headers });
  return { status: answer.status, text: await answer.text() };
}

test('compose.yaml names main files, ports and shares of work', () => {
  for (const name of ['projector', 'timekeeper']) {
    const { command, environment } = objectOf(services[name]);
    expect(listOf(command)).toEqual([`/app/apps/${name}/dist/main.js`]);
    expect(objectOf(environment).CASELINE_HEALTH_PORT).toBe('9464');
  }
  expect(settingsOf('api')).toEqual({ CASELINE_PROJECTOR: 'false', CASELINE_TIMEKEEPER: 'false' });
});

describeUnless(whyNoPostgres(), 'The processes of compose.yaml', () => {
  const postgres = specPostgres();
  const folder = mkdtempSync(join(tmpdir(), 'caseline-composition-'));
  let running: Composition;
  const urlOfApi = (path: string): string => `http://127.0.0.1:${running.api.port}${path}`;

  beforeAll(async () => {
    running = await startComposition(folder, await postgres().createDatabase());
  }, 60_000);

  afterAll(async () => {
    killLivingServers();
    await running.events.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('are all ready, by the address that the health check asks', async () => {
    const urls = [urlOfApi(''), running.projector.healthUrl, running.timekeeper.healthUrl];
    const answers = await Promise.all(urls.map((url) => ask(`${url}/health/ready`)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  test('serve a case together, and each tells its figures', async () => {
    const { administrator } = running.api.tokens;
    const opened = await fetch(urlOfApi('/v1/cases'), {
      method: 'POST',
      headers: { authorization: `Bearer ${administrator}`, 'content-type': 'application/json' },
      body: JSON.stringify(intake),
    });
    const { position } = (await opened.json()) as { readonly position: number };
    expect(opened.status).toBe(201);
    const shown = await ask(urlOfApi(`/v1/cases?minPosition=${position}`), administrator);
    expect(shown.status).toBe(200);
    const projected = (await ask(`${running.projector.healthUrl}/metrics`)).text;
    const head = /caseline_log_head_position (\d+)/.exec(projected)?.[1];
    expect(Number(head)).toBeGreaterThanOrEqual(position);
    expect(projected).toContain('caseline_projection_owned{view="queue"} 1');
    expect(projected).toContain('caseline_view_lag_seconds{view="queue",role="live"} 0');
    const kept = (await ask(`${running.timekeeper.healthUrl}/metrics`)).text;
    expect(kept).toContain('caseline_timekeeper_leader 1');
    expect(kept).toContain('caseline_timekeeper_overdue_seconds 0');
    expect(kept).toContain('\ncaseline_ready 1\n');
  });

  test('drain and end when they are told to, all at once', async () => {
    const processes = [running.api, running.projector, running.timekeeper];
    await Promise.all(processes.map((process) => process.kill('SIGTERM')));
    const ends = await Promise.all(processes.map(({ ended }) => ended));
    expect(ends).toEqual(processes.map(() => ({ code: 0, signal: null })));
  }, 30_000);
});
