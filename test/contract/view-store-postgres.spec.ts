import {
  START,
  type Row,
  type TableDefinition,
  type ViewGeneration,
  type ViewStore,
} from '@caseline/event-sourcing';
import { openPostgresViewStore } from '@caseline/view-store';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { whyNoPostgres } from '../support/postgres/programs.ts';
import { specPostgres } from '../support/postgres/spec-postgres.ts';
import { describeUnless } from '../support/skipping.ts';
import { postgresHome } from '../support/view-homes.ts';
import { viewStoreContract } from './view-store-contract.ts';

const remarks: TableDefinition = {
  name: 'remarks',
  columns: { author: 'text not null', personal_text: 'text', count: 'integer not null' },
  primaryKey: ['author'],
  keyColumns: ['author'],
  load: 'all',
  indexes: [{ name: 'count', columns: ['count'] }],
};
const view = { name: 'remarks', version: 1, tables: [remarks] };

describeUnless(whyNoPostgres(), 'on PostgreSQL', () => {
  const postgres = specPostgres();
  viewStoreContract('PostgreSQL', () => postgresHome(postgres));

  describe('what PostgreSQL has of its own', () => {
    let url: string;
    let store: ViewStore;

    const opened = async () => {
      const target = await store.openLive(view);
      if (target === null) throw new Error('the live generation is of another version');
      return target;
    };

    const write = (
      target: ViewGeneration,
      { from, to, puts }: { from: number; to: number; puts: readonly Row[] },
    ) =>
      store.write([
        {
          target,
          from,
          to: { position: to, eventId: `event-${to}` },
          tables: [{ table: remarks, puts, removes: [] }],
          quarantined: [],
          released: [],
        },
      ]);

    const put = async (puts: readonly Row[], to = 1) => {
      const target = await opened();
      await write(target, { from: (await store.checkpoint(target)).position, to, puts });
      return target;
    };

    const asAnalyst = (sql: string) =>
      postgres().query<Record<string, unknown>>(sql, url.replace('//caseline@', '//analyst@'));

    beforeEach(async () => {
      url = await postgres().createDatabase();
      store = await openPostgresViewStore({ url });
    });

    afterEach(() => store.close());

    test('NUL and half a character are shown as the sign that stands for them', async () => {
      const target = await put([{ author: 'a\0b', personal_text: '\ud800c\0', count: 1 }]);
      const keys = [{ key: ['a\0b'], bound: 0 }];
      const [rows] = await store.load(target, [{ table: remarks, keys }]);
      expect(rows).toEqual([{ author: 'a\ufffdb', personal_text: '\ufffdc\ufffd', count: 1 }]);
      await put([{ author: 'a\0b', personal_text: null, count: 2 }], 2);
      const kept = await postgres().query('select author, count from caseline.remarks', url);
      expect(kept).toEqual([{ author: 'a\ufffdb', count: 2 }]);
    });

    test('texts are in the order of their bytes, as in SQLite', async () => {
      const authors = ['b', 'B', 'a', 'Z', 'ä', '-', '_', '\u{1f600}', '\uffee'];
      await put(authors.map((author) => ({ author, personal_text: null, count: 1 })));
      const rows = await postgres().query<{ author: string }>(
        'select author from caseline.remarks order by author',
        url,
      );
      const inBytes = [...authors].sort((one, other) =>
        Buffer.compare(Buffer.from(one), Buffer.from(other)),
      );
      expect(rows.map(({ author }) => author)).toEqual(inBytes);
    });

    test.each([2, 200])('of %d rows with a number that is none nothing is kept', async (many) => {
      const row = (count: number) => ({ author: `${count}`, personal_text: null, count });
      const rows = [...Array.from({ length: many - 1 }, (_, count) => row(count)), row(0.5)];
      await expect(put(rows)).rejects.toThrow('0.5 is no whole number');
      expect((await store.checkpoint(await opened())).eventId).toBeNull();
      await put([row(1)]);
    });

    test('many rows that the database refuses leave a session that goes on', async () => {
      const row = (count: number | null) => ({ author: `${count}`, personal_text: null, count });
      const rows = [...Array.from({ length: 200 }, (_, count) => row(count)), row(null)];
      await expect(put(rows)).rejects.toThrow('violates not-null constraint');
      const target = await put([row(1)]);
      expect((await store.checkpoint(target)).position).toBe(1);
    });

    test('analysts read the live views, before and after a rebuild, and nothing else', async () => {
      await postgres().query('create role analyst login in role caseline_reader');
      const old = await put([{ author: 'ada', personal_text: 'secret', count: 1 }]);
      const columns = 'select author, count from caseline.remarks';
      expect(await asAnalyst(columns)).toEqual([{ author: 'ada', count: 1 }]);
      const built = await store.openBeside(view);
      await write(built, { from: START, to: 1, puts: [{ author: 'bob', count: 2 }] });
      await store.switchTo([built]);
      expect(built.generation).toBe(old.generation + 1);
      expect(await asAnalyst(columns)).toEqual([{ author: 'bob', count: 2 }]);
      const refused = ['select personal_text from caseline.remarks'];
      refused.push('select author from caseline.remarks_v1_g2', 'delete from caseline.remarks');
      refused.push('select view from caseline.view_generations', 'create table caseline.x ()');
      for (const sql of refused) await expect(asAnalyst(sql)).rejects.toThrow('permission denied');
    });
  });
});
