/** Standings with little memory are those with much: what was forgotten is read again. */
import { describe, expect, test } from '@jest/globals';
import type { EventStore, RecordedEvent } from '@caseline/event-sourcing';
import { CaseStandings } from './case-standings.ts';

const CASES = 12;
const ROUNDS = 8;
const START = Date.UTC(2026, 0, 1);

/** Cases that take turns; each event gives its case another team. */
const events = Array.from({ length: CASES * ROUNDS }, (_, position): RecordedEvent => {
  const streamId = `case-${position % CASES}`;
  const revision = Math.floor(position / CASES);
  const at = new Date(START + position).toISOString();
  const metadata = {
    ...{ schemaVersion: 1, actor: { id: 'ann', role: 'agent' }, policyVersion: null },
    ...{ commandId: streamId, commandFingerprint: '', hash: '' },
    ...{ $correlationId: '', $causationId: '', occurredAt: at, recordedAt: at },
  };
  const data = { team: `team-${position}`, agentId: null };
  return { id: at, type: 'CaseAssigned', data, metadata, streamId, revision, position };
});

/** The streams of the log, and how often one was read. */
function storeOfEvents() {
  const reads = { count: 0 };
  const store: Pick<EventStore, 'readStream'> = {
    readStream: async (streamId, { from = 0, max }) => {
      reads.count += 1;
      const stream = events.filter((event) => event.streamId === streamId);
      return stream.slice(from, from + max);
    },
  };
  return { store, reads };
}

async function teamsWith(maxKnown: number) {
  const { store, reads } = storeOfEvents();
  const standings = new CaseStandings(store, maxKnown);
  const teams = [];
  for (const event of events) {
    const told = await standings.after(event);
    teams.push([told?.before.team, told?.after.team]);
  }
  return { teams, reads: reads.count };
}

describe('Standings of cases', () => {
  test('need no reading while all are known', async () => {
    const { teams, reads } = await teamsWith(CASES);
    expect(reads).toBe(0);
    expect(teams[0]).toEqual([null, 'team-0']);
    expect(teams.at(-1)).toEqual([
      ...[`team-${events.length - 1 - CASES}`, `team-${events.length - 1}`],
    ]);
  });

  test('are the same when some were forgotten', async () => {
    const all = await teamsWith(CASES);
    const few = await teamsWith(3);
    expect(few.reads).toBeGreaterThan(CASES);
    expect(few.teams).toEqual(all.teams);
  });

  test('are none for another stream, and none for an event that no case has', () => {
    const standings = new CaseStandings(storeOfEvents().store);
    const [event] = events;
    if (event === undefined) throw new TypeError('the log has events');
    expect(standings.after({ ...event, streamId: 'policy-x' })).toBeNull();
    expect(() => standings.after({ ...event, type: 'CaseForgotten' })).toThrow('CaseForgotten');
  });
});
