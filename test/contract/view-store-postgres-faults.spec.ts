/** What PostgreSQL does to whoever uses it, and what they are told. */
import { START, type ViewGeneration, type ViewStore } from '@caseline/event-sourcing';
import { casesTable, queueProjection } from '@caseline/case-views';
import {
  openPostgresCaseQueries,
  openPostgresLeases,
  openPostgresViewStore,
} from '@caseline/view-store';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { FrozenProxy } from '../support/postgres/frozen-proxy.ts';
import { whyNoPostgres } from '../support/postgres/programs.ts';
import { PostgresServer } from '../support/postgres/postgres-server.ts';
import { specPostgres } from '../support/postgres/spec-postgres.ts';
import { describeUnless } from '../support/skipping.ts';

const openers = {
  'the store': openPostgresViewStore,
  'the questions': openPostgresCaseQueries,
  'the leases': openPostgresLeases,
} as const;

/** A batch without rows: only the checkpoint moves. */
const step = (target: ViewGeneration, from: number, to: number) => ({
  target,
  from,
  to: { position: to, eventId: `event-${to}` },
  tables: [{ table: casesTable, puts: [], removes: [] }],
  quarantined: [],
  released: [],
});

const liveQueue = async (store: ViewStore): Promise<ViewGeneration> => {
  const target = await store.openLive(queueProjection);
  if (target === null) throw new Error('the queue has another version');
  return target;
};

describe.each(Object.entries(openers))('opening %s', (_, open) => {
  test.each([
    ['', 'no connection string'],
    ['mysql://user:geheim@localhost/db', 'no connection string'],
    ['postgresql://user:geheim@host:port/db', 'no connection string'],
    ['postgresql://user:geheim@127.0.0.1:1/db', 'user@127.0.0.1:1/db does not answer'],
    ['postgresql://user:geheim@nowhere.invalid/db', 'nowhere.invalid:5432/db does not answer'],
  ])('%j says what is wrong, and never the password', async (url, message) => {
    const refusal = await open({ url }).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(refusal).toMatchObject({ code: 'view-store-unreachable' });
    expect(String(refusal)).toContain(message);
    expect(String(refusal)).toContain('DATABASE_URL');
    expect(String(refusal)).not.toContain('geheim');
  });
});

describeUnless(whyNoPostgres(), 'PostgreSQL', () => {
  const postgres = specPostgres();
  const opened: { close(): Promise<void> }[] = [];
  const faults: Error[] = [];
  let url: string;

  const openStore = async (at = url): Promise<ViewStore> => {
    const store = await openPostgresViewStore({ url: at, onFault: (fault) => faults.push(fault) });
    opened.push(store);
    return store;
  };

  const openQueries = async (at = url) => {
    const queries = await openPostgresCaseQueries({ url: at });
    opened.push(queries);
    return queries;
  };

  beforeEach(async () => {
    url = await postgres().createDatabase();
    faults.length = 0;
  });

  afterEach(async () => {
    for (const one of opened.splice(0)) await one.close();
  });

  describe('that cannot be used as it is', () => {
    test('that has no such database is told as such', async () => {
      const refusal = openPostgresViewStore({ url: postgres().url('nowhere') });
      await expect(refusal).rejects.toMatchObject({ code: 'view-store-unreachable' });
      await expect(refusal).rejects.toThrow('has no database');
    });

    test('that lets the user in without rights says which to give', async () => {
      await postgres().query('create role nobody_much login', url);
      const strange = url.replace('//caseline@', '//nobody_much@');
      await expect(openPostgresViewStore({ url: strange })).rejects.toMatchObject({
        code: 'view-store-forbidden',
        message: expect.stringContaining('GRANT CREATE'),
      });
    });

    test('of another encoding than UTF-8 is refused', async () => {
      await postgres().query(`create database latin encoding 'LATIN1' template template0`);
      const refusal = openPostgresViewStore({ url: postgres().url('latin') });
      await expect(refusal).rejects.toMatchObject({ code: 'view-store-forbidden' });
      await expect(refusal).rejects.toThrow('UTF8');
    });

    test('with a schema of a later version is left alone', async () => {
      await openStore();
      await postgres().query('insert into caseline.schema_versions (version) values (99)', url);
      for (const open of [openPostgresViewStore, openPostgresCaseQueries]) {
        await expect(open({ url })).rejects.toMatchObject({ code: 'view-schema-newer' });
      }
    });

    test('is brought up to date once by many who start at once', async () => {
      const stores = await Promise.all(Array.from({ length: 6 }, () => openStore()));
      const targets = await Promise.all(stores.map(liveQueue));
      expect(new Set(targets.map(({ generation }) => generation))).toEqual(new Set([1]));
      const versions = await postgres().query('select version from caseline.schema_versions', url);
      expect(versions).toEqual([{ version: 1 }]);
    });

    test('without the right to make roles is used all the same, and that is told', async () => {
      const server = await PostgresServer.start();
      try {
        await server.query('create role plain login; grant create on database postgres to plain');
        const plain = server.url('postgres', 'plain');
        const first = await openStore(plain);
        await liveQueue(first);
        await first.close();
        const advice = expect.stringContaining('CREATE ROLE caseline_reader');
        expect(faults).toMatchObject([{ code: 'view-store-notice', message: advice }]);
        await server.query('create role caseline_reader nologin');
        await (await openPostgresViewStore({ url: plain })).close();
        const readable = await server.query(
          `select has_column_privilege(
             'caseline_reader', 'caseline.cases', 'status', 'select') as is`,
        );
        expect(readable).toEqual([{ is: true }]);
      } finally {
        await server.stop();
      }
    });
  });

  test('before the first projector has nothing to show, and no page either', async () => {
    const queries = await openQueries();
    expect(await queries.position()).toBe(START);
    expect(await queries.health()).toEqual([]);
    expect(await queries.waitForPosition(0, 30)).toBe(false);
    await expect(queries.queuePage({}, { limit: 1 })).rejects.toMatchObject({
      code: 'view-store-unreachable',
      message: expect.stringContaining('projector'),
    });
    await liveQueue(await openStore());
    expect(await queries.queuePage({}, { limit: 1 })).toEqual({ items: [], cursor: null });
  });

  describe('that goes away, or is in use', () => {
    test('that is killed and comes back is waited for: a batch is written once', async () => {
      const store = await openStore();
      const queries = await openQueries();
      const target = await liveQueue(store);
      await store.write([step(target, START, 1)]);
      expect(await queries.position()).toBe(1);
      // The last commits may be lost with the server; this one is to stay.
      await postgres().query('checkpoint');
      await postgres().kill();
      await expect(queries.position()).rejects.toMatchObject({ code: 'view-store-unreachable' });
      const written = store.write([step(target, 1, 2)]);
      await postgres().start();
      await written;
      expect(await store.checkpoint(target)).toMatchObject({ position: 2 });
      expect(await queries.position()).toBe(2);
      expect(faults.length).toBeGreaterThan(0);
    });

    test('that ends every session is asked again on new ones', async () => {
      const store = await openStore();
      const target = await liveQueue(store);
      await postgres().query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and pid <> pg_backend_pid()`,
        url,
      );
      await store.write([step(target, START, 1)]);
      expect(await store.checkpoint(target)).toMatchObject({ position: 1 });
    });

    test('that stops answering does not hold a closing store', async () => {
      const proxy = await FrozenProxy.to(postgres().folder);
      try {
        const store = await openPostgresViewStore({ url: proxy.through(url) });
        const target = await liveQueue(store);
        proxy.freeze();
        const written = expect(store.write([step(target, START, 1)])).rejects.toMatchObject({
          code: 'view-store-unreachable',
        });
        await proxy.swallowed;
        const startedAt = performance.now();
        await store.close();
        expect(performance.now() - startedAt).toBeLessThan(8_000);
        await written;
      } finally {
        await proxy.stop();
      }
    });

    test('lets a long reader finish before a rebuilt view is switched to', async () => {
      const store = await openStore();
      await liveQueue(store);
      const built = await store.openBeside(queueProjection);
      const reading = postgres().query('select pg_sleep(3), count(*) from caseline.cases', url);
      await isReading(url);
      const switched = store.switchTo([built]);
      const queries = await openQueries();
      expect(await reading).toHaveLength(1);
      await switched;
      expect(await queries.health()).toMatchObject([{ generation: 2, role: 'live' }]);
    });
  });

  const isReading = async (at: string): Promise<void> => {
    for (let turn = 0; turn < 10_000; turn += 1) {
      const found = await postgres().query(
        `select 1 from pg_stat_activity where query like 'select pg_sleep%' and state = 'active'`,
        at,
      );
      if (found.length > 0) return;
    }
  };
});
