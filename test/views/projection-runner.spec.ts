/** Each event counts once, however the log is cut, repeated, interrupted or broken. */
import { caseProjections, queueProjection, readCaseFact } from '@caseline/case-views';
import { ViewsAheadOfLog, buildBeside, type RecordedEvent } from '@caseline/event-sourcing';
import { afterEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  WrittenLog,
  assigned,
  caseNumber,
  minute,
  opened,
  triaged,
} from '../support/case-streams.ts';
import { randomCaseLog } from '../support/random-cases.ts';
import { onEachViewStore } from '../support/view-homes.ts';
import { ViewWorld } from '../support/view-world.ts';

const { events } = randomCaseLog(11, { cases: 5, steps: 20 });

/** An event of the log that no build can read. */
const poisoned = (list: readonly RecordedEvent[], position: number): readonly RecordedEvent[] =>
  list.map((event) => (event.position === position ? { ...event, data: { broken: 1 } } : event));

/** A store's methods as an object of its own, so that one of them can be replaced. */
const bound = (store: ViewWorld['viewStore']): ViewWorld['viewStore'] => ({
  openLive: (view) => store.openLive(view),
  openBeside: (view, options) => store.openBeside(view, options),
  switchTo: (targets, options) => store.switchTo(targets, options),
  checkpoint: (target) => store.checkpoint(target),
  load: (target, wanted) => store.load(target, wanted),
  write: (changes) => store.write(changes),
  quarantined: (target) => store.quarantined(target),
  close: () => store.close(),
});

/** Turns of the event loop, at most, until something has come so far. */
async function reaches(position: () => number, wanted: number): Promise<void> {
  for (let turn = 0; turn < 1_000_000 && position() < wanted; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(position()).toBe(wanted);
}

onEachViewStore((makeHome) => {
  const worlds: ViewWorld[] = [];
  const worldOf = async (events: readonly RecordedEvent[] = []): Promise<ViewWorld> => {
    const world = await ViewWorld.open(makeHome(), events);
    worlds.push(world);
    return world;
  };

  afterEach(async () => {
    for (const world of worlds.splice(0)) await world.dispose();
  });

  async function rowsInOnePass(events: readonly RecordedEvent[]) {
    const world = await worldOf(events);
    await (await world.runner()).catchUp();
    return world.rows();
  }

  describe('the same rows, whatever happens on the way', () => {
    test('in batches of any size, with the views closed and opened between them', async () => {
      const wanted = await rowsInOnePass(events);
      const cuts = fc.array(fc.integer({ min: 1, max: events.length - 1 }), { maxLength: 6 });
      await fc.assert(
        fc.asyncProperty(cuts, async (ends) => {
          const world = await worldOf();
          for (const end of [...ends, events.length]) {
            const known = world.log.events.length;
            world.log.add(...events.slice(known, end));
            await (await world.runner()).catchUp();
            await world.reopen();
          }
          expect(await world.rows()).toEqual(wanted);
        }),
        { numRuns: 15 },
      );
    });

    test('when a batch is lost before its commit', async () => {
      const world = await worldOf(events);
      const runner = await world.runner({
        wrap: (store) => ({
          ...bound(store),
          write: () => Promise.reject(new Error('power is gone')),
        }),
      });
      await expect(runner.catchUp()).rejects.toThrow('power is gone');
      await world.reopen();
      await (await world.runner()).catchUp();
      expect(await world.rows()).toEqual(await rowsInOnePass(events));
    });

    test('when two projectors feed the same views', async () => {
      const world = await worldOf(events.slice(0, 40));
      const slow = await world.runner();
      const quick = await world.runner();
      await quick.catchUp();
      world.log.add(...events.slice(40));
      const stop = new AbortController();
      const running = slow.run(stop.signal);
      await reaches(() => slow.position, events.length - 1);
      stop.abort();
      await running;
      expect(await world.rows()).toEqual(await rowsInOnePass(events));
    });
  });

  describe('an event that cannot be folded', () => {
    const first = caseNumber(1);
    const second = caseNumber(2);
    const log = new WrittenLog()
      .append(first, { recordedAt: minute(0), events: [opened()] })
      .append(second, { recordedAt: minute(1), events: [opened()] })
      .append(first, { recordedAt: minute(2), events: [triaged()] })
      .append(second, { recordedAt: minute(3), events: [triaged()] })
      .append(first, { recordedAt: minute(4), events: [assigned('exchange')] })
      .append(second, { recordedAt: minute(5), events: [assigned('exchange')] });
    const broken = poisoned(log.events, 2);

    test('quarantines its stream; what follows there waits, the others go on', async () => {
      const world = await worldOf(broken);
      const runner = await world.runner();
      expect(await runner.catchUp()).toBe(5);
      for (const { quarantined } of runner.health()) {
        expect(quarantined).toMatchObject([
          { streamId: `case-${first}`, revision: 1, position: 2, parkedEvents: 2, attempts: 1 },
        ]);
        expect(quarantined[0]?.error).toContain('CaseTriaged v1 at /');
      }
      expect((await world.rows())['cases']).toMatchObject(
        [
          { case_id: first, status: 'opened', team: null },
          { case_id: second, status: 'triaged', team: 'exchange' },
        ].sort((one, other) => (one.case_id < other.case_id ? -1 : 1)),
      );
    });

    test('is folded with all that waits once it can be read', async () => {
      const world = await worldOf(broken);
      await (await world.runner()).catchUp();
      world.log.events.splice(0, broken.length, ...log.events);
      await world.reopen();
      const runner = await world.runner();
      for (const { name } of caseProjections) expect(await runner.retryQuarantined(name)).toBe(1);
      expect(runner.health().flatMap(({ quarantined }) => quarantined)).toEqual([]);
      expect(await world.rows()).toEqual(await rowsInOnePass(log.events));
    });

    test('waits on when it still cannot be read, and says how often it was tried', async () => {
      const world = await worldOf(broken);
      const runner = await world.runner();
      await runner.catchUp();
      expect(await runner.retryQuarantined('queue')).toBe(0);
      const [queue] = runner.health();
      expect(queue?.quarantined).toMatchObject([{ revision: 1, attempts: 2, parkedEvents: 2 }]);
    });

    test('holds back one projection only where the others can fold it', async () => {
      // A second opening is well-formed, but no case opens twice; the history takes it as it is.
      const twice = new WrittenLog()
        .append(first, { recordedAt: minute(0), events: [opened()] })
        .append(first, { recordedAt: minute(1), events: [opened()] });
      const world = await worldOf(twice.events);
      const runner = await world.runner();
      await runner.catchUp();
      const waiting = runner.health().map(({ name, quarantined }) => [name, quarantined.length]);
      expect(waiting).toEqual([
        ['queue', 1],
        ['sla', 0],
        ['history', 0],
        ['analytics', 1],
      ]);
      expect((await world.rows())['history']).toHaveLength(2);
    });
  });

  describe('a rebuild', () => {
    test('gives the same bytes and leaves one generation', async () => {
      const world = await worldOf(events);
      await (await world.runner()).catchUp();
      const before = await world.rows();
      const progress: number[] = [];
      const onProgress = ({ position }: { position: number }) => progress.push(position);
      expect(await buildBeside(world.settings(), { onProgress })).toBe(true);
      expect(await world.rows()).toEqual(before);
      expect(progress.at(-1)).toBe(events.length - 1);
    });

    test('of a new version goes on beside the running views, then takes their place', async () => {
      const world = await worldOf(events);
      await (await world.runner()).catchUp();
      const newer = { ...queueProjection, version: 2 };
      const projections = caseProjections.map((each) => (each.name === 'queue' ? newer : each));
      const runner = await world.runner({ projections });
      const stop = new AbortController();
      const running = runner.run(stop.signal);
      await reaches(() => runner.health().length, caseProjections.length);
      stop.abort();
      await running;
      const queue = { version: 2, position: events.length - 1 };
      expect(runner.health()).toMatchObject([queue, {}, {}, {}]);
      expect(await world.rows()).toEqual(await rowsInOnePass(events));
    });

    test('that is stopped half-way goes on there', async () => {
      const long = new WrittenLog();
      for (let number = 0; number < 10_500; number += 1) {
        long.append(caseNumber(number), { recordedAt: minute(number), events: [opened()] });
      }
      const world = await worldOf(long.events);
      await (await world.runner()).catchUp();
      const stop = new AbortController();
      const onProgress = () => stop.abort();
      const first = await buildBeside(world.settings(), { signal: stop.signal, onProgress });
      expect(first).toBe(false);
      const starts: number[] = [];
      const resumed = ({ position }: { position: number }) => starts.push(position);
      expect(await buildBeside(world.settings(), { onProgress: resumed })).toBe(true);
      expect(starts).toEqual([long.events.length - 1]);
    });
  });

  describe('views that have seen what the log does not hold', () => {
    test('are refused when the log is shorter', async () => {
      const world = await worldOf(events);
      await (await world.runner()).catchUp();
      world.log.events.splice(events.length - 3);
      await expect(world.runner()).rejects.toMatchObject({ code: 'views-ahead-of-log' });
    });

    test('are replaced by a rebuild, also where an earlier one stopped half-way', async () => {
      const world = await worldOf(events);
      await (await world.runner()).catchUp();
      const stop = AbortSignal.abort();
      const unfinished = await world.viewStore.openBeside(queueProjection);
      await buildBeside(world.settings(), { signal: stop });
      const place = { position: events.length - 1, eventId: 'of another log' };
      const from = (await world.viewStore.checkpoint(unfinished)).position;
      await world.viewStore.write([
        { target: unfinished, from, to: place, tables: [], quarantined: [], released: [] },
      ]);
      world.log.events.splice(events.length - 3);
      expect(await buildBeside(world.settings())).toBe(true);
      await (await world.runner()).catchUp();
      expect(await world.rows()).toEqual(await rowsInOnePass(events.slice(0, -3)));
    });

    test('are refused when the log went on differently', async () => {
      const world = await worldOf(events);
      await (await world.runner()).catchUp();
      const other = randomCaseLog(13, { cases: 5, steps: 40 }).events;
      world.log.events.splice(0, events.length, ...other);
      await expect(world.runner()).rejects.toThrow(ViewsAheadOfLog);
    });
  });
});

test('reading is by the definitions: an unknown type is named', () => {
  const [event] = events;
  if (event === undefined) throw new Error('the log is empty');
  expect(() => readCaseFact({ ...event, type: 'CaseForgotten' })).toThrow('CaseForgotten');
});
