/** Faults of the machine as a client and an operator see them, on the real server. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { caseStreamId } from '@caseline/case-domain';
import { eventLogFile, openEmbeddedEventStore, verifyLog } from '@caseline/event-store-embedded';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openBody } from '../support/case-script.ts';
import {
  ServerDidNotStart,
  killLivingServers,
  repositoryRoot,
  startCaseline,
} from '../support/caseline-server.ts';
import type { CaselineServer } from '../support/caseline-server.ts';
import { ConnectionLost, HttpConnection, headerOf } from '../support/http-connection.ts';
import type { HttpAnswer } from '../support/http-connection.ts';
import { describeUnless } from '../support/skipping.ts';

const TIMEOUT_MS = 120_000;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'caseline-faults-'));
});
afterEach(() => {
  killLivingServers();
  rmSync(folder, { recursive: true, force: true });
});

/** A client with one connection and both tokens. */
async function clientOf({ port, tokens }: CaselineServer) {
  const connection = await HttpConnection.open(port);
  const send = (method: 'GET' | 'POST', path: string, more: Sending = {}): Promise<HttpAnswer> => {
    const { caller = 'agent', key, body, headers = [] } = more;
    const authorization = `authorization: Bearer ${tokens[caller]}`;
    const idempotency = key === undefined ? [] : [`idempotency-key: ${key}`];
    const request = { method, path, headers: [authorization, ...idempotency, ...headers] };
    return connection.send(body === undefined ? request : { ...request, body });
  };
  return {
    get: (path: string) => send('GET', path),
    post: (path: string, more: Sending) => send('POST', path, more),
    open: (key: string, headers: readonly string[] = []) =>
      send('POST', '/v1/cases', { caller: 'administrator', key, body: openBody(key), headers }),
    close: () => connection.close(),
  };
}

interface Sending {
  readonly caller?: 'agent' | 'administrator';
  readonly key?: string;
  readonly body?: string;
  readonly headers?: readonly string[];
}

const bodyOf = <Body>({ body }: HttpAnswer): Body => JSON.parse(body) as Body;
const caseIdIn = (answer: HttpAnswer): string => bodyOf<{ caseId: string }>(answer).caseId;
const noteOf = (text: string): string => JSON.stringify({ note: text });

describe('a server that is killed between append and answer', () => {
  const preload = join(repositoryRoot(), 'test', 'support', 'die-before-answer.mjs');
  const die = ['x-die-before-answer: 1'];

  test('gives a retry with the same key the one effect and the answer it owed', async () => {
    const doomed = await startCaseline({ folder, nodeOptions: [`--import=${preload}`] });
    const before = await clientOf(doomed);
    const opened = await before.open('open-1');
    const path = `/v1/cases/${caseIdIn(opened)}/note`;
    const note = { key: 'note-1', body: noteOf('only once') };
    await expect(before.post(path, { ...note, headers: die })).rejects.toThrow(ConnectionLost);
    expect(await doomed.ended).toEqual({ code: null, signal: 'SIGKILL' });

    const server = await startCaseline({ folder });
    const after = await clientOf(server);
    const first = await after.post(path, note);
    const second = await after.post(path, note);
    expect(first).toMatchObject({ status: 200 });
    // It was written by the server that died, before anybody had an answer.
    expect(headerOf(first, 'idempotency-replayed')).toBe('true');
    expect(second.body).toBe(first.body);
    const other = await after.post(path, { ...note, body: noteOf('twice') });
    expect(other).toMatchObject({ status: 422 });
    after.close();
    await server.kill('SIGTERM');
    const { revision, events } = bodyOf<{ revision: number; events: unknown[] }>(first);
    const store = await openEmbeddedEventStore({ folder, mode: 'read' });
    const stream = await store.readStream(caseStreamId(caseIdIn(opened)), { max: 100 });
    await store.close();
    expect(stream.filter(({ type }) => type === 'NoteAdded')).toHaveLength(1);
    expect(stream.at(revision)).toMatchObject(events.at(-1) as object);
  }, TIMEOUT_MS);

  test('opens one case for one key', async () => {
    const doomed = await startCaseline({ folder, nodeOptions: [`--import=${preload}`] });
    const before = await clientOf(doomed);
    await expect(before.open('open-1', die)).rejects.toThrow(ConnectionLost);
    await doomed.ended;
    const server = await startCaseline({ folder });
    const after = await clientOf(server);
    const first = await after.open('open-1');
    const second = await after.open('open-1');
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body).toBe(first.body);
    const { position } = bodyOf<{ position: number }>(first);
    const list = await after.get(`/v1/cases?minPosition=${position}`);
    expect(bodyOf<{ items: unknown[] }>(list).items).toHaveLength(1);
    after.close();
    await server.kill('SIGTERM');
  }, TIMEOUT_MS);
});

describe('what Node has compiled for a server', () => {
  test('is kept for the next start, also when the server is killed', async () => {
    const compiled = join(folder, 'compiled');
    const environment = { NODE_COMPILE_CACHE: compiled };
    const server = await startCaseline({ folder: join(folder, 'data'), environment });
    const client = await clientOf(server);
    expect(await client.get('/v1/queue')).toMatchObject({ status: 200 });
    client.close();
    await server.kill('SIGKILL');
    expect(readdirSync(compiled, { recursive: true }).length).toBeGreaterThan(1_000);
  }, TIMEOUT_MS);
});

describe('a second server on the same data folder', () => {
  test('ends with a clear error; the first one goes on', async () => {
    const first = await startCaseline({ folder });
    const refusal: unknown = await startCaseline({ folder }).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(ServerDidNotStart);
    expect(refusal).toMatchObject({ exitCode: 1 });
    expect((refusal as ServerDidNotStart).errors).toContain('data-folder-in-use');
    expect((refusal as ServerDidNotStart).errors).not.toMatch(/\n\s+at /);
    const client = await clientOf(first);
    expect(await client.open('open-1')).toMatchObject({ status: 201 });
    client.close();
    await first.kill('SIGTERM');
  }, TIMEOUT_MS);
});

/** Mounting is tried, because root in a container may not. */
function whyNoSmallDevice(): string | undefined {
  if (process.platform !== 'linux') return 'needs a tmpfs';
  if (process.getuid?.() !== 0) return 'mounting needs root';
  const probe = mkdtempSync(join(tmpdir(), 'caseline-mount-'));
  const mounted = mountTmpfs(probe, '1m');
  if (mounted === '') spawnSync('umount', [probe]);
  rmSync(probe, { recursive: true });
  return mounted === '' ? undefined : `mount: ${mounted}`;
}

const mountTmpfs = (target: string, size: string): string =>
  spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', target]).stderr.toString();

describeUnless(whyNoSmallDevice(), 'a full disk', () => {
  const MAX_NOTES = 5_000;
  const LONG_NOTE = noteOf('x'.repeat(15_000));

  beforeEach(() => {
    expect(mountTmpfs(folder, '24m')).toBe('');
  });
  afterEach(() => {
    killLivingServers();
    spawnSync('umount', ['-l', folder]);
  });

  test('is answered with 507; reads go on, and writes again when there is room', async () => {
    const ballast = join(folder, 'ballast');
    const data = join(folder, 'data');
    mkdirSync(data);
    writeFileSync(ballast, Buffer.alloc(12 * 1024 * 1024));
    const server = await startCaseline({ folder: data });
    const client = await clientOf(server);
    const caseId = caseIdIn(await client.open('open-1'));
    const note = (n: number) =>
      client.post(`/v1/cases/${caseId}/note`, { key: `note-${n}`, body: LONG_NOTE });
    let written = 0;
    let answer = await note(written);
    while (answer.status === 200 && written < MAX_NOTES) {
      written += 1;
      answer = await note(written);
    }
    expect(answer.status).toBe(507);
    expect(headerOf(answer, 'content-type')).toContain('application/problem+json');
    expect(bodyOf<{ code: string }>(answer).code).toBe('store-full');
    expect(await client.get(`/v1/cases/${caseId}`)).toMatchObject({ status: 200 });
    expect(await client.get('/v1/queue')).toMatchObject({ status: 200 });

    rmSync(ballast);
    const again = await note(written);
    expect(again).toMatchObject({ status: 200 });
    const { position } = bodyOf<{ position: number }>(again);
    const path = `/v1/cases/${caseId}/history?limit=1&minPosition=${position}`;
    expect(await client.get(path)).toMatchObject({ status: 200 });
    client.close();
    await server.kill('SIGTERM');
    const found = verifyLog({ file: eventLogFile(data) });
    expect(found.faults).toEqual([]);
  }, TIMEOUT_MS);
});
