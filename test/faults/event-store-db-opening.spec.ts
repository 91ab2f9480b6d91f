/** Opening EventStoreDB where something is wrong: a clear message that says what to do. */
import { openEventStoreDb } from '@caseline/event-store-db';
import type { EventStoreDbFault } from '@caseline/event-store-db';
import { AppendOutcomeUnknown, EventStoreBusy, NO_STREAM, START } from '@caseline/event-sourcing';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collectAll, noted, streamOf } from '../contract/event-store-scenes.ts';
import { selfSigned } from '../support/event-store-server/certificate.ts';
import { EventStoreServer } from '../support/event-store-server/event-store-server.ts';
import { SHORT_TIMINGS } from '../support/event-store-server/store-on-server.ts';

const open = (connectionString: string) =>
  openEventStoreDb({ connectionString, timings: SHORT_TIMINGS });

const refusal = (code: EventStoreDbFault, message: RegExp | string = '') =>
  expect.objectContaining({ code, message: expect.stringMatching(message) });

describe('A connection string', () => {
  test.each([
    ['', /must begin with esdb/],
    ['http://localhost:2113', /must begin with esdb/],
    ['esdb://', /must name its hosts/],
    ['esdb://host:port', /must name its hosts/],
    ['esdb://admin:p@ss word@host', /percent-encoded/],
    ['esdb://host:99999', /port 99999 does not exist/],
    ['esdb://host?tsl=false', /unknown option tsl/],
    ['esdb://host?tls', /option tls has no value/],
    ['esdb://host?tls=maybe', /cannot be used/],
    ['esdb://host?tlsCAFile=%2Fnowhere%2Fca.pem', /certificate file/],
    ['esdb://host?throwOnAppendFailure=false', /remove throwOnAppendFailure/],
    ['esdb://host?tlsVerifyCert=false', /tlsCAFile/],
  ])('%s is refused before anything is tried', async (text, message) => {
    await expect(open(text)).rejects.toEqual(refusal('connection-string-invalid', message));
  });

  test('is not repeated with its password', async () => {
    const text = 'esdb://admin:changeit@localhost:2113?password=changeit';
    const error: unknown = await open(text).catch((reason: unknown) => reason);
    expect(error).toEqual(refusal('connection-string-invalid'));
    expect(String(error)).not.toContain('changeit');
  });
});

describe('A server', () => {
  test('that is not there is told from one that is not ready', async () => {
    const listener = createServer();
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    const { port } = listener.address() as AddressInfo;
    await new Promise((resolve) => listener.close(resolve));
    const opening = open(`esdb://127.0.0.1:${port}?tls=false`);
    await expect(opening).rejects.toEqual(refusal('event-store-unreachable', /Check the address/));
  });

  test('that accepts and says nothing is not waited for without end', async () => {
    const listener = createServer((socket) => socket.on('error', () => undefined));
    const sockets = new Set<{ destroy(): void }>();
    listener.on('connection', (socket) => sockets.add(socket));
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    const { port } = listener.address() as AddressInfo;
    const opening = open(`esdb://127.0.0.1:${port}?tls=false`);
    await expect(opening).rejects.toEqual(refusal('event-store-unreachable'));
    for (const socket of sockets) socket.destroy();
    listener.close();
  });

  test('that starts is waited for, and one that never gets ready is told', async () => {
    const server = await EventStoreServer.start();
    server.faults.next('read', { kind: 'refuse', as: 'not-ready' });
    server.faults.next('read', { kind: 'refuse', as: 'unavailable' });
    const store = await open(server.connectionString());
    expect(await store.head()).toBe(START);
    await store.close();
    server.faults.byChance = () => ({ kind: 'refuse', as: 'not-ready' });
    const opening = open(server.connectionString());
    await expect(opening).rejects.toEqual(refusal('event-store-not-ready', /Server Is Not Ready/));
    await server.stop();
  });

  test('is left without a call or a use once it is closed', async () => {
    const server = await EventStoreServer.start();
    const store = await open(server.connectionString());
    await store.close();
    await server.calls.none();
    await expect(store.head()).rejects.toEqual(refusal('event-store-closed'));
    await server.stop();
  });
});

describe('A server with TLS', () => {
  const account = { username: 'caseline', password: 'p@ss word', mayReadAll: true };
  let folder: string;
  let authority: string;
  const tls = selfSigned();

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'caseline-certificate-'));
    authority = join(folder, 'authority.pem');
    await writeFile(authority, tls.certificate);
  });
  afterEach(() => rm(folder, { recursive: true }));

  const stringFor = ({ port }: EventStoreServer, more = '', password = account.password) => {
    const credentials = `${account.username}:${encodeURIComponent(password)}`;
    return `esdb://${credentials}@127.0.0.1:${port}?tls=true${more}`;
  };
  const trusting = () => `&tlsCAFile=${encodeURIComponent(authority)}`;

  test('is used with a certificate of a known authority and credentials', async () => {
    const server = await EventStoreServer.start({ tls, account });
    const store = await open(stringFor(server, trusting()));
    await store.append('case-1', [noted('a')], NO_STREAM);
    expect(await streamOf(store, 'case-1')).toHaveLength(1);
    expect(await collectAll(store, { after: START })).toHaveLength(1);
    await store.close();
    await server.stop();
  });

  test('is refused when its authority is unknown', async () => {
    const server = await EventStoreServer.start({ tls, account });
    const opening = open(stringFor(server));
    await expect(opening).rejects.toEqual(refusal('event-store-certificate-refused', /tlsCAFile/));
    await server.stop();
  });

  test('is refused when its certificate is for another address', async () => {
    const other = selfSigned('127.0.0.2');
    await writeFile(authority, other.certificate);
    const server = await EventStoreServer.start({ tls: other, account });
    const opening = open(stringFor(server, trusting()));
    await expect(opening).rejects.toEqual(refusal('event-store-certificate-refused'));
    await server.stop();
  });

  test.each([
    ['a wrong password', account, 'wrong'],
    ['no right to $all', { ...account, mayReadAll: false }, account.password],
  ])('denies %s with a message', async (_, known, password) => {
    const server = await EventStoreServer.start({ tls, account: known });
    const opening = open(stringFor(server, trusting(), password));
    await expect(opening).rejects.toEqual(refusal('event-store-access-denied', /read \$all/));
    await server.stop();
  });

  test('is what an account needs: tls=false sends none, and the refusal says so', async () => {
    const server = await EventStoreServer.start({ account });
    const { username, password } = account;
    const credentials = `${username}:${encodeURIComponent(password)}`;
    const opening = open(`esdb://${credentials}@127.0.0.1:${server.port}?tls=false`);
    await expect(opening).rejects.toEqual(refusal('event-store-access-denied', /tls=false/));
    await server.stop();
  });

  test('is told from one without', async () => {
    const server = await EventStoreServer.start();
    const opening = open(`esdb://127.0.0.1:${server.port}?tls=true`);
    await expect(opening).rejects.toEqual(refusal('event-store-unreachable', /tls is the same/));
    await server.stop();
  });
});

describe('A cluster', () => {
  test('is found by its gossip, and its new leader when the old one is gone', async () => {
    const nodes: EventStoreServer[] = [];
    let leading = 0;
    const members = () =>
      nodes.map(({ port }, index) => ({ host: '127.0.0.1', port, isLeader: index === leading }));
    const first = await EventStoreServer.start({ members });
    const second = await EventStoreServer.start({
      members,
      log: first.log,
      leader: () => members().find(({ isLeader, port }) => isLeader && port !== second.port),
    });
    nodes.push(first, second);
    const hosts = nodes.map(({ port }) => `127.0.0.1:${port}`).join(',');
    const store = await open(`esdb://${hosts}?tls=false&gossipTimeout=1&discoveryInterval=20`);
    await store.append('case-1', [noted('a')], NO_STREAM);
    expect(first.calls.begun('read')).toBeGreaterThan(0);
    leading = 1;
    await first.stop();
    expect(await store.append('case-1', [noted('b')], 0)).toMatchObject({ revision: 1 });
    expect(await streamOf(store, 'case-1')).toHaveLength(2);
    await store.close();
    await second.stop();
  });

  test('that is not found lets the calls of its last connection fail unseen', async () => {
    const rejections: unknown[] = [];
    const note = (reason: unknown) => rejections.push(reason);
    process.on('unhandledRejection', note);
    const searched = Promise.withResolvers<void>();
    let isFound = true;
    const members = () => {
      if (isFound) return [{ host: '127.0.0.1', port: server.port, isLeader: true }];
      searched.resolve();
      return [];
    };
    const server: EventStoreServer = await EventStoreServer.start({ members });
    const hosts = `127.0.0.1:${server.port},127.0.0.1:${server.port}`;
    const discovery = 'discoveryInterval=50&maxDiscoverAttempts=4';
    const store = await open(`esdb://${hosts}?tls=false&${discovery}`);
    const stop = new AbortController();
    server.faults.next('subscribe', { kind: 'break-off', afterEvents: 0, how: 'error' });
    const following = store.subscribe({ after: START, signal: stop.signal });
    const messages = following[Symbol.asyncIterator]();
    await messages.next();
    const coming = messages.next();
    await server.calls.until(() => server.calls.open('subscribe') === 1);
    isFound = false;
    server.faults.next('append', { kind: 'refuse', as: 'unavailable' });
    const appended = store.append('case-1', [noted('a')], NO_STREAM);
    await searched.promise;
    // The subscription fails now, of the connection before, while the search is under way.
    const bytes = new TextEncoder().encode('{}');
    const event = { id: noted('x').id, type: 'X', contentType: 'x', data: bytes, metadata: bytes };
    const asked = { streamId: 'case-2', events: [event], createdAtMs: 0 };
    await server.log.append({ ...asked, expected: 'any' });
    await expect(appended).rejects.toThrow(AppendOutcomeUnknown);
    stop.abort();
    await coming;
    await store.close();
    await server.stop();
    process.off('unhandledRejection', note);
    expect(rejections).toEqual([]);
  });

  test('that is gone as a whole ends appends with an error, never the process', async () => {
    const rejections: unknown[] = [];
    const note = (reason: unknown) => rejections.push(reason);
    process.on('unhandledRejection', note);
    const server = await EventStoreServer.start();
    const hosts = `127.0.0.1:${server.port},127.0.0.1:${server.port}`;
    const discovery = 'gossipTimeout=1&discoveryInterval=5&maxDiscoverAttempts=2';
    const store = await open(`esdb://${hosts}?tls=false&${discovery}`);
    const stopping = server.stop();
    const appends = Array.from({ length: 8 }, (_, n) =>
      store.append(`case-${n}`, [noted('a')], NO_STREAM),
    );
    await stopping;
    const outcomes = await Promise.allSettled(appends);
    for (const { status } of outcomes) expect(status).toBe('rejected');
    await expect(store.head()).rejects.toThrow(EventStoreBusy);
    await store.close();
    process.off('unhandledRejection', note);
    expect(rejections).toEqual([]);
  });
});
