/**
 * Two stores of two processes on one server, all its faults by chance: what they were told must fit
 * what is there in the end, and what a subscription brought.
 */
import {
  AppendOutcomeUnknown,
  NO_STREAM,
  START,
  WrongExpectedRevision,
} from '@caseline/event-sourcing';
import type { EventStore, NewEvent, RecordedEvent } from '@caseline/event-sourcing';
import { describe, expect, test } from '@jest/globals';
import { chainFaults, collectAll, noted, streamOf } from '../contract/event-store-scenes.ts';
import type { Fault, FaultyCall } from '../support/event-store-server/faults.ts';
import { storeOnServer } from '../support/event-store-server/store-on-server.ts';
import type { StoreOnServer } from '../support/event-store-server/store-on-server.ts';
import { seededRandom, seedOf } from '../support/seeded-random.ts';
import type { SeededRandom } from '../support/seeded-random.ts';
import { historyFaults } from './history-check.ts';
import type { ObservedCommand, ObservedRead } from './history-check.ts';

const ROUNDS = Number(process.env['FAULTS_ROUNDS'] ?? 2);
const STREAMS = 8;
const CLIENTS = 12;
const OPERATIONS_PER_CLIENT = 20;
/** One call in so many goes wrong. */
const FAULTY_CALL_IN = 8;
/** How often a client sends one command before it leaves it. */
const MAX_RESENDINGS = 5;

const seed = seedOf(process.env['FAULTS_SEED']);

const appendFaults: readonly Fault[] = [
  { kind: 'refuse', as: 'unavailable' },
  { kind: 'refuse', as: 'not-ready' },
  { kind: 'refuse', as: 'internal' },
  { kind: 'refuse', as: 'timeout' },
  { kind: 'answer-lost', as: 'silence' },
  { kind: 'answer-lost', as: 'unavailable' },
  { kind: 'answer-lost', as: 'cancelled' },
  { kind: 'answer-twice' },
  { kind: 'half-open' },
];
const readFaults: readonly Fault[] = [
  { kind: 'refuse', as: 'unavailable' },
  { kind: 'refuse', as: 'not-ready' },
  { kind: 'break-off', afterEvents: 1, how: 'error' },
];
const subscribeFaults: readonly Fault[] = [
  { kind: 'break-off', afterEvents: 5, how: 'clean-end' },
  { kind: 'break-off', afterEvents: 5, how: 'error' },
  { kind: 'break-off', afterEvents: 5, how: 'stall' },
  { kind: 'break-off', afterEvents: 5, how: 'consumer-too-slow' },
];

const faultsOf: Readonly<Record<FaultyCall, readonly Fault[]>> = {
  append: appendFaults,
  read: readFaults,
  subscribe: subscribeFaults,
  features: [{ kind: 'refuse', as: 'internal' }],
};

function faultsByChance(on: StoreOnServer, random: SeededRandom): void {
  on.server.faults.byChance = (call) =>
    random.below(FAULTY_CALL_IN) === 0 ? random.pick(faultsOf[call]) : undefined;
}

interface Seen {
  readonly commands: ObservedCommand[];
  readonly reads: ObservedRead[];
  /** Events of commands that nobody was told about. */
  readonly unacknowledged: Set<string>;
}

/** One client: decides at the revision it read, and sends again what it got no answer to. */
async function act(store: EventStore, random: SeededRandom, at: { seen: Seen; next(): number }) {
  const caseId = `case-${random.below(STREAMS)}`;
  const begunAt = at.next();
  const eventIds = (await streamOf(store, caseId)).map(({ id }) => id);
  at.seen.reads.push({ caseId, begunAt, endedAt: at.next(), eventIds });
  const events: NewEvent[] = Array.from({ length: 1 + random.below(2) }, () => noted('x'));
  const sentAt = at.next();
  const revision = await send(store, { caseId, events, expected: eventIds.length - 1 });
  const ids = events.map(({ id }) => id);
  if (revision === undefined) for (const id of ids) at.seen.unacknowledged.add(id);
  else {
    const endedAt = at.next();
    at.seen.commands.push({ caseId, begunAt: sentAt, endedAt, eventIds: ids, revision });
  }
}

/** The revision that was acknowledged; undefined when others were faster or nobody knows. */
async function send(
  store: EventStore,
  command: { caseId: string; events: readonly NewEvent[]; expected: number },
): Promise<number | undefined> {
  const { caseId, events, expected } = command;
  for (let sending = 1; sending <= MAX_RESENDINGS; sending += 1) {
    try {
      return (await store.append(caseId, events, expected)).revision;
    } catch (error) {
      if (error instanceof WrongExpectedRevision) return undefined;
      if (!(error instanceof AppendOutcomeUnknown)) throw error;
      // What a command loop does: look for the command before it is sent again.
      const there = await streamOf(store, caseId);
      const last = there.find(({ id }) => id === events.at(-1)?.id);
      if (last !== undefined) return last.revision;
    }
  }
  return undefined;
}

/** Everything that a subscription brings until the signal. */
async function listen(store: EventStore, signal: AbortSignal, into: RecordedEvent[]) {
  for await (const message of store.subscribe({ after: START, batchSize: 7, signal })) {
    if (message.kind === 'events') into.push(...message.events);
  }
}

async function observe(random: SeededRandom) {
  await using on = await storeOnServer({ timings: { callMs: 250, stallMs: 150 } });
  const stores = [on.store, await on.another()];
  faultsByChance(on, random);
  const seen: Seen = { commands: [], reads: [], unacknowledged: new Set() };
  let tick = 0;
  const next = () => (tick += 1);
  const heard: RecordedEvent[] = [];
  const stop = new AbortController();
  const listening = listen(on.store, stop.signal, heard);
  const client = async () => {
    for (let n = 0; n < OPERATIONS_PER_CLIENT; n += 1) {
      await act(random.pick(stores), random, { seen, next });
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  on.server.faults.byChance = () => undefined;
  // The last event ends the listening: by then everything before it must have come.
  const end = await on.store.append('case-end', [noted('end')], NO_STREAM);
  while (heard.at(-1)?.position !== end.position) await new Promise((r) => setImmediate(r));
  stop.abort();
  await listening;
  const log = await collectAll(on.store, { after: START });
  return { ...seen, heard, log };
}

describe(`A history on EventStoreDB (FAULTS_SEED=${seed})`, () => {
  test('fits what everybody was told, whatever goes wrong on the way', async () => {
    const random = seededRandom(seed);
    for (let round = 0; round < ROUNDS; round += 1) {
      const { commands, reads, unacknowledged, heard, log } = await observe(random);
      const streams = Map.groupBy(log, ({ streamId }) => streamId);
      const final = new Map(
        [...streams].map(([streamId, events]) => [streamId, events.map(({ id }) => id)]),
      );
      expect(historyFaults({ commands, reads, final })).toEqual([]);
      for (const events of streams.values()) expect(chainFaults(events)).toEqual([]);
      const ids = log.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      const known = new Set([...commands.flatMap(({ eventIds }) => eventIds), ...unacknowledged]);
      expect(ids.slice(0, -1).filter((id) => !known.has(id))).toEqual([]);
      expect(heard).toEqual(log);
      expect(commands.length).toBeGreaterThan(CLIENTS);
    }
  }, 120_000);
});
