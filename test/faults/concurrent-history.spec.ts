/** Clients of two engines on one log, at the same time on few cases: what they see must fit. */
import { caseStreamId } from '@caseline/case-domain';
import { CaseEngine } from '@caseline/case-engine';
import { tzVersion } from '@caseline/business-calendar';
import { WrongExpectedRevision } from '@caseline/event-sourcing';
import type { AppendResult, CommandOutcome, EventStore, NewEvent } from '@caseline/event-sourcing';
import { describe, expect, test } from '@jest/globals';
import { asking, engineWorld, openingOf } from '../support/engine-world.ts';
import { seededRandom, seedOf } from '../support/seeded-random.ts';
import type { SeededRandom } from '../support/seeded-random.ts';
import { historyFaults } from './history-check.ts';
import type { ObservedCommand, ObservedRead } from './history-check.ts';

/** About 1,000 operations each; `FAULTS_ROUNDS=100` for a long run. */
const ROUNDS = Number(process.env['FAULTS_ROUNDS'] ?? 8);
const CASES = 6;
const CLIENTS = 16;
const OPERATIONS_PER_CLIENT = 64;
/** More events than a case gets in a round. */
const WHOLE_CASE = 10_000;

const seed = seedOf(process.env['FAULTS_SEED']);

type World = Awaited<ReturnType<typeof engineWorld>>;

/** What clients do to a case: one event, or two that must stay together. */
const commands = [
  { name: 'note', payload: { note: 'looked into it' } },
  { name: 'escalate', payload: { toTeam: 'engineering', reason: 'beyond us' } },
];

async function openCases({ engine, organizationId }: World): Promise<string[]> {
  const by = Array.from({ length: CASES }, () => asking('administrator', { organizationId }));
  return Promise.all(
    by.map(async (each) => {
      const caseId = engine.newCaseId(each);
      await engine.command(caseId, { name: 'open', payload: openingOf(organizationId) }, each);
      return caseId;
    }),
  );
}

/** Lets the clients do what chance tells them; answers all they saw. */
async function observe(world: World, random: SeededRandom) {
  const { store, clock } = world;
  const parts = { store, clock, tzVersion: tzVersion(), recentCases: 100 };
  const engines = [world.engine, new CaseEngine(parts)];
  const caseIds = await openCases(world);
  const seen = { commands: [] as ObservedCommand[], reads: [] as ObservedRead[], refused: 0 };
  let tick = 0;
  const next = () => (tick += 1);

  const read = async (caseId: string): Promise<string[]> => {
    const events = await store.readStream(caseStreamId(caseId), { max: WHOLE_CASE });
    return events.map(({ id }) => id);
  };
  const act = async (): Promise<void> => {
    const caseId = random.pick(caseIds);
    const begunAt = next();
    if (random.below(2) === 0) {
      const eventIds = await read(caseId);
      seen.reads.push({ caseId, begunAt, endedAt: next(), eventIds });
      return;
    }
    const given = random.pick(commands);
    const outcome: CommandOutcome = await random
      .pick(engines)
      .command(caseId, given, asking('agent'));
    const endedAt = next();
    if (outcome.kind === 'rejected') {
      expect(outcome.rejection.code).toBe('too-many-conflicts');
      seen.refused += 1;
      return;
    }
    const eventIds = outcome.events.map(({ id }) => id);
    seen.commands.push({ caseId, begunAt, endedAt, eventIds, revision: outcome.revision });
  };
  const client = async (): Promise<void> => {
    for (let n = 0; n < OPERATIONS_PER_CLIENT; n += 1) await act();
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  const final = new Map<string, string[]>();
  for (const caseId of caseIds) final.set(caseId, await read(caseId));
  return { ...seen, final };
}

describe(`concurrent commands (FAULTS_SEED=${seed})`, () => {
  test('give every client a history that only grows, in the order of time', async () => {
    const random = seededRandom(seed);
    let accepted = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const history = await observe(await engineWorld(), random);
      expect(historyFaults(history)).toEqual([]);
      accepted += history.commands.length;
      // Everything accepted is all there is, but for the opening of the cases.
      const events = [...history.final.values()].flat();
      expect(new Set(events).size).toBe(events.length);
      expect(events.length - CASES * 2).toBe(history.commands.flatMap((c) => c.eventIds).length);
    }
    expect(accepted).toBeGreaterThan(ROUNDS * CLIENTS);
  }, 120_000);

  /** Stores with one fault each: what the check must see, or it is blind. */
  const broken: Readonly<Record<string, (store: EventStore) => Partial<EventStore>>> = {
    'appends whatever the revision': (store) => ({
      append: async (streamId, events, expected) => {
        try {
          return await store.append(streamId, events, expected);
        } catch (error) {
          if (!(error instanceof WrongExpectedRevision)) throw error;
          await store.append(streamId, events, error.actualRevision);
          return claimed(events, expected);
        }
      },
    }),
    'acknowledges without writing': (store) => {
      let appends = 0;
      return {
        append: async (streamId: string, events: readonly NewEvent[], expected: number) => {
          appends += 1;
          if (appends % 50 !== 49) return store.append(streamId, events, expected);
          return claimed(events, expected);
        },
      };
    },
    'reads what is old': (store) => {
      let reads = 0;
      return {
        readStream: async (streamId, options) => {
          const events = await store.readStream(streamId, options);
          if (!streamId.startsWith('case-')) return events;
          reads += 1;
          return reads % 20 === 19 ? events.slice(0, -1) : events;
        },
      };
    },
  };

  test.each(Object.entries(broken))('are seen to go wrong in a store that %s', async (_, fault) => {
    const world = await engineWorld((store) =>
      Object.assign(Object.create(store) as EventStore, bound(store), fault(store)),
    );
    const history = await observe(world, seededRandom(seed));
    expect(historyFaults(history).length).toBeGreaterThan(0);
  });
});

/** What a store would answer that had done what was asked. */
const claimed = (events: readonly NewEvent[], expected: number): AppendResult => ({
  revision: expected + events.length,
  position: 0,
  recordedAt: events[0]?.metadata.occurredAt ?? '',
});

/** Private fields belong to the store itself, so its methods must keep it as `this`. */
const bound = (store: EventStore): Partial<EventStore> => ({
  append: store.append.bind(store),
  readStream: store.readStream.bind(store),
  readAll: store.readAll.bind(store),
  readMarks: store.readMarks.bind(store),
  subscribe: store.subscribe.bind(store),
  head: store.head.bind(store),
  close: store.close.bind(store),
});
