import { CheckpointMoved, START } from '@caseline/event-sourcing';
import type { Row, ViewDefinition, ViewGeneration, ViewStore } from '@caseline/event-sourcing';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { MakeViewHome, ViewHome } from '../support/view-homes.ts';
import {
  tallies,
  recent,
  sums,
  view,
  nextVersion,
  row,
  manyRows,
  at,
  changes,
  keyOf,
} from './view-store-scenes.ts';

/** What every `ViewStore` promises; runs over each implementation. Uses the port only. */
export function viewStoreContract(name: string, makeHome: MakeViewHome): void {
  describe(`view store contract: ${name}`, () => {
    let home: ViewHome;
    let store: ViewStore;

    const live = async (wanted: ViewDefinition = view): Promise<ViewGeneration> => {
      const target = await store.openLive(wanted);
      if (target === null) throw new Error('the live generation is of another version');
      return target;
    };

    const loaded = async (target: ViewGeneration, owner: string): Promise<readonly Row[]> => {
      const [rows] = await store.load(target, [{ table: tallies, keys: [keyOf(owner)] }]);
      return rows ?? [];
    };

    beforeEach(async () => {
      home = makeHome();
      store = await home.open();
    });

    afterEach(async () => {
      await store.close();
      await home.dispose();
    });

    test('a new view is live, empty and before the first event', async () => {
      const target = await live();
      expect(target).toMatchObject({ role: 'live', view: { name: 'tally', version: 1 } });
      expect(await store.checkpoint(target)).toEqual({ position: START, eventId: null });
      expect(await home.read('tallies')).toEqual([]);
    });

    test('rows and checkpoint are there after reopening', async () => {
      const puts = [row('ada', 1, 3), row('ada', 2, 1), row('bob', 1, 2)];
      await store.write([changes(await live(), { to: 5, puts })]);
      await store.close();
      store = await home.open();
      const target = await live();
      expect(await store.checkpoint(target)).toEqual(at(5));
      expect(await loaded(target, 'ada')).toEqual([row('ada', 1, 3), row('ada', 2, 1)]);
      expect(await home.read('tallies')).toHaveLength(3);
    });

    test('a row is overwritten by its primary key, and removed by it', async () => {
      const target = await live();
      await store.write([changes(target, { to: 1, puts: [row('ada', 1, 1), row('ada', 2, 1)] })]);
      const second = { from: 1, to: 2, puts: [row('ada', 1, 7)], removes: [row('ada', 2, 0)] };
      await store.write([changes(target, second)]);
      expect(await loaded(target, 'ada')).toEqual([row('ada', 1, 7)]);
    });

    test('a row takes the place of the one that was loaded, whatever differs', async () => {
      const target = await live();
      const puts = [row('ada', 1, 1), row('ada', 2, 2), row('ada', 3, 3)];
      await store.write([changes(target, { to: 1, puts })]);
      const [first, second, third] = await loaded(target, 'ada');
      if (first === undefined || second === undefined || third === undefined) throw new Error();
      const next = [{ ...first, count: 7 }, { ...second, note: 'seen', count: 8 }, { ...third }];
      const before = [first, second, third];
      const was = new Map(next.map((put, index): [Row, Row] => [put, before[index] ?? put]));
      await store.write([changes(target, { from: 1, to: 2, puts: next, loaded: was })]);
      expect(await loaded(target, 'ada')).toEqual(next);
    });

    test('many rows take the place of those there are, loaded or not, beside others', async () => {
      const target = await live();
      await store.write([changes(target, { to: 1, puts: manyRows('ada', 100, 1) })]);
      const puts = manyRows('ada', 300, 2);
      await store.write([changes(target, { from: 1, to: 2, puts })]);
      expect(await loaded(target, 'ada')).toEqual(puts);
      const before = await loaded(target, 'ada');
      const next = manyRows('ada', 600, 3);
      const was = new Map(before.map((old, day): [Row, Row] => [next[day] ?? old, old]));
      await store.write([changes(target, { from: 2, to: 3, puts: next, loaded: was })]);
      expect(await loaded(target, 'ada')).toEqual(next);
    });

    test('a row of sums is added to the one there is, once', async () => {
      const target = await live();
      const sum = (owner: string, count: number, worth: number) => ({ owner, count, worth });
      const first = { to: 1, puts: [sum('ada', 1, 10), sum('bob', 2, 20)], table: sums };
      await store.write([changes(target, first)]);
      const second = { from: 1, to: 2, puts: [sum('ada', -3, 5)], table: sums };
      await store.write([changes(target, second)]);
      await expect(store.write([changes(target, second)])).rejects.toThrow(CheckpointMoved);
      expect(new Set(await home.read('sums'))).toEqual(
        new Set([sum('ada', -2, 15), sum('bob', 2, 20)]),
      );
    });

    test('rows of many keys are loaded at once, only those behind the bound', async () => {
      const target = await live();
      const puts = [row('ada', 1, 1), row('ada', 5, 2), row('bob', 1, 3), row('bob', 9, 4)];
      await store.write([changes(target, { to: 1, puts, table: recent })]);
      const keys = [keyOf('ada', 1), keyOf('bob', 0), keyOf('nobody', 0)];
      const [rows] = await store.load(target, [{ table: recent, keys }]);
      expect(new Set(rows)).toEqual(
        new Set([row('ada', 5, 2), row('bob', 1, 3), row('bob', 9, 4)]),
      );
    });

    test('a batch that another projector was faster with leaves nothing', async () => {
      const target = await live();
      await store.write([changes(target, { to: 3, puts: [row('ada', 1, 1)] })]);
      const late = changes(target, { to: 4, puts: [row('ada', 1, 99)] });
      await expect(store.write([late])).rejects.toThrow(CheckpointMoved);
      expect(await loaded(target, 'ada')).toEqual([row('ada', 1, 1)]);
      expect(await store.checkpoint(target)).toEqual(at(3));
    });

    test('the batches of several views are written together or not at all', async () => {
      const others = { ...recent, name: 'others' };
      const other = await live({ name: 'other', version: 1, tables: [others] });
      const target = await live();
      const good = changes(target, { to: 1, puts: [row('ada', 1, 1)] });
      const bad = { ...changes(other, { from: 7, to: 8 }), tables: [] };
      await expect(store.write([good, bad])).rejects.toThrow(CheckpointMoved);
      expect(await store.checkpoint(target)).toEqual({ position: START, eventId: null });
      expect(await loaded(target, 'ada')).toEqual([]);
    });

    test('a stream that waits is remembered until it is released', async () => {
      const target = await live();
      const waits = {
        streamId: 'case-1',
        revision: 4,
        position: 9,
        eventId: 'event-9',
        error: 'no such field',
        attempts: 1,
        parkedEvents: 1,
      };
      await store.write([{ ...changes(target, { to: 9 }), quarantined: [waits] }]);
      const more = { ...waits, parkedEvents: 2 };
      await store.write([{ ...changes(target, { from: 9, to: 10 }), quarantined: [more] }]);
      expect(await store.quarantined(target)).toEqual([more]);
      const release = changes(target, { from: 10, to: 10 });
      await store.write([{ ...release, released: ['case-1'] }]);
      expect(await store.quarantined(target)).toEqual([]);
    });

    describe.each([
      ['alone', 0],
      ['among many', 300],
    ])('keeps whatever a fold can put into a row, %s', (_place, others) => {
      const keeps = async (rows: readonly Row[]): Promise<readonly Row[]> => {
        const target = await live();
        const puts = [...rows, ...manyRows('somebody else', others, 1)];
        await store.write([changes(target, { to: 1, puts })]);
        return loaded(target, String(rows[0]?.['owner']));
      };

      test.each<[string, string]>([
        ['nothing at all', ''],
        ['quotes, slashes and braces', `'"\\{},null,\t\n$1`],
        ['every plane of Unicode', 'é 李伟 👩‍💻 \u{10ffff}'],
        ['the word null', 'NULL'],
        ['a long text', 'x'.repeat(1_000_000)],
      ])('%s as a text', async (_, note) => {
        const rows = [{ owner: note.slice(0, 200), day: 1, count: 1, note }];
        expect(await keeps(rows)).toEqual(rows);
      });

      test('no text, which is not an empty one', async () => {
        const rows = [row('ada', 1, 1), { ...row('ada', 2, 1), note: '' }];
        expect(await keeps(rows)).toEqual(rows);
      });

      test.each([0, -1, 2 ** 31, -(2 ** 31) - 1, 2 ** 32, 253_402_300_799_999, -(2 ** 52)])(
        'the number %d',
        async (day) => {
          expect(await keeps([row('ada', day, 1)])).toEqual([row('ada', day, 1)]);
        },
      );
    });

    test('more rows than a statement has parameters', async () => {
      const days = 70_000;
      const puts = Array.from({ length: days }, (_, day) => row('ada', day, 1));
      const target = await live();
      await store.write([changes(target, { to: 1, puts })]);
      expect(await loaded(target, 'ada')).toHaveLength(days);
      const removes = puts.slice(1);
      await store.write([changes(target, { from: 1, to: 2, removes })]);
      expect(await loaded(target, 'ada')).toEqual([row('ada', 0, 1)]);
    });

    test('rows of more keys than a statement has parameters', async () => {
      const target = await live();
      await store.write([changes(target, { to: 1, puts: [row('69999', 1, 1)] })]);
      const keys = Array.from({ length: 70_000 }, (_, index) => keyOf(`${index}`));
      const [rows] = await store.load(target, [{ table: tallies, keys }]);
      expect(rows).toEqual([row('69999', 1, 1)]);
    });

    describe('a generation built beside the live one', () => {
      test('is not seen before the switch, and alone after it', async () => {
        const old = await live();
        await store.write([changes(old, { to: 1, puts: [row('ada', 1, 1)] })]);
        const built = await store.openBeside(view);
        await store.write([changes(built, { to: 1, puts: [row('ada', 1, 50)] })]);
        expect(await home.read('tallies')).toEqual([row('ada', 1, 1)]);
        await store.switchTo([built]);
        expect(await home.read('tallies')).toEqual([row('ada', 1, 50)]);
        expect(await live()).toMatchObject({ generation: built.generation, role: 'live' });
        const late = changes(old, { from: 1, to: 2, puts: [row('ada', 1, 2)] });
        await expect(store.write([late])).rejects.toThrow(CheckpointMoved);
        await expect(loaded(old, 'ada')).rejects.toThrow(CheckpointMoved);
        await expect(store.checkpoint(old)).rejects.toThrow(CheckpointMoved);
      });

      test('goes on where an earlier attempt has stopped', async () => {
        await live();
        const first = await store.openBeside(view);
        await store.write([changes(first, { to: 6, puts: [row('ada', 1, 1)] })]);
        await store.close();
        store = await home.open();
        const second = await store.openBeside(view);
        expect(second.generation).toBe(first.generation);
        expect(await store.checkpoint(second)).toEqual(at(6));
      });

      test('cannot take over while the live one is further', async () => {
        const old = await live();
        await store.write([changes(old, { to: 2, puts: [row('ada', 1, 1)] })]);
        const built = await store.openBeside(view);
        await store.write([changes(built, { to: 1 })]);
        await expect(store.switchTo([built])).rejects.toThrow(CheckpointMoved);
        expect(await home.read('tallies')).toEqual([row('ada', 1, 1)]);
      });

      test('brings a new version; the old one is read until then', async () => {
        const old = await live();
        await store.write([changes(old, { to: 2, puts: [row('ada', 1, 1)] })]);
        expect(await store.openLive(nextVersion)).toBeNull();
        const built = await store.openBeside(nextVersion);
        expect(await home.read('tallies')).toEqual([row('ada', 1, 1)]);
        await store.switchTo([built]);
        expect(await home.read('tallies')).toEqual([]);
        expect(await live(nextVersion)).toMatchObject({ generation: built.generation });
      });
    });
  });
}
