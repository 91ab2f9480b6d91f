/**
 * The processes of compose.yaml, started without containers: each with the main file and the
 * settings that the file gives it, on an EventStoreDB test server and a real PostgreSQL.
 */
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
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

/** What cannot be here as it is there: addresses, and the files of keys. */
const placeBound =
  /^(EVENTSTORE_URL|DATABASE_URL|CASELINE_(JWT_PUBLIC|LEDGER)_KEY_FILE|CASELINE_ISSUER)$/;

/** The settings of a service that hold anywhere. */
const settingsOf = (service: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(objectOf(objectOf(services[service]).environment))
      .filter(([name]) => !placeBound.test(name))
      .map(([name, value]) => [name, String(value)]),
  );

/** How often a process is asked before the test gives up, and the pause between. */
const MAX_LOOKS = 100;
const LOOK_EVERY_MS = 100;

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
  const ledgerKey = join(folder, 'the-ledger.pem');
  const { privateKey } = generateKeyPairSync('ed25519');
  writeFileSync(ledgerKey, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const worker = (app: 'projector' | 'timekeeper', own: Readonly<Record<string, string>> = {}) => {
    const health = { CASELINE_HEALTH_PORT: '0' };
    const environment = { ...settingsOf(app), ...stores, ...health, ...own };
    return startWorker(app, { folder, environment });
  };
  return {
    events,
    projector: await worker('projector'),
    timekeeper: await worker('timekeeper', { CASELINE_LEDGER_KEY_FILE: ledgerKey }),
    api: await startCaseline({ folder, environment: { ...settingsOf('api'), ...stores } }),
  };
}

async function ask(url: string, token?: string) {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const answer = await fetch(url, { headers });
  return { status: answer.status, text: await answer.text() };
}

/** Asks until the answer says it. */
async function untilSaid(url: string, wanted: string): Promise<void> {
  for (let look = 0; look < MAX_LOOKS; look += 1) {
    if ((await ask(url)).text.includes(wanted)) return;
    await pause(LOOK_EVERY_MS);
  }
  throw new Error(`${url} never said ${wanted}`);
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
    // It has the key, so it seals: without one there would be no figures of the ledger.
    await untilSaid(`${running.timekeeper.healthUrl}/metrics`, 'caseline_ledger_refused 0');
  });

  test('drain and end when they are told to, all at once', async () => {
    const processes = [running.api, running.projector, running.timekeeper];
    await Promise.all(processes.map((process) => process.kill('SIGTERM')));
    const ends = await Promise.all(processes.map(({ ended }) => ended));
    expect(ends).toEqual(processes.map(() => ({ code: 0, signal: null })));
  }, 30_000);
});
