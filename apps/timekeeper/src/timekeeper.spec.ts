import { describe, expect, test } from '@jest/globals';
import { Timekeeper, type DueCase, type TimekeeperPorts } from './timekeeper.ts';

const at = (ms: number): string => new Date(ms).toISOString();

/** A world with cases due at given milliseconds; what is recorded is due no more. */
function world(dueAtMs: Record<string, number>, nowMs: number) {
  const due = new Map(Object.entries(dueAtMs));
  const recorded: string[] = [];
  const failed: string[] = [];
  const broken = new Set<string>();
  const clock = { ms: nowMs, now: () => clock.ms };
  const inOrder = (): DueCase[] =>
    [...due].sort((a, b) => a[1] - b[1]).map(([caseId, ms]) => ({ caseId, dueAt: at(ms) }));
  const ports: TimekeeperPorts = {
    clock,
    dueCases: async (until, limit) =>
      inOrder()
        .filter((d) => d.dueAt <= until)
        .slice(0, limit),
    nextDueAt: async () => inOrder()[0]?.dueAt ?? null,
    warmUp: async () => undefined,
    recordDueFacts: async (caseId) => {
      if (broken.has(caseId)) throw new Error('broken stream');
      recorded.push(caseId);
      due.delete(caseId);
      return recorded.length;
    },
    viewsReached: async () => undefined,
    onFailure: (caseId) => failed.push(caseId),
  };
  return { ports, clock, due, recorded, failed, broken };
}

describe('timekeeper', () => {
  test('records what fell due while nobody was there, earliest first', async () => {
    const { ports, recorded } = world({ late: 3_000, first: 1_000, second: 2_000 }, 10_000);
    await new Timekeeper(ports).round();
    expect(recorded).toEqual(['first', 'second', 'late']);
  });

  test('leaves alone what is not due yet', async () => {
    const { ports, recorded } = world({ tomorrow: 90_000_000 }, 10_000);
    expect(await new Timekeeper(ports).round()).toBe(false);
    expect(recorded).toEqual([]);
  });

  test('a case that fails stops no other, and is tried again after a pause', async () => {
    const { ports, clock, recorded, failed, broken } = world({ bad: 1_000, good: 2_000 }, 10_000);
    broken.add('bad');
    const timekeeper = new Timekeeper(ports);
    await timekeeper.round();
    await timekeeper.round();
    expect({ recorded, failed }).toEqual({ recorded: ['good'], failed: ['bad'] });
    broken.clear();
    clock.ms += 5_000;
    await timekeeper.round();
    expect(recorded).toEqual(['good', 'bad']);
    expect(timekeeper.progress.failingCases).toBe(0);
  });

  test('a herd larger than one batch is recorded whole, in due order', async () => {
    const herd = Object.fromEntries(Array.from({ length: 1_201 }, (_, i) => [`case-${i}`, i + 1]));
    const { ports, recorded } = world(herd, 10_000);
    const timekeeper = new Timekeeper(ports);
    for (let rounds = 0; rounds < 5 && (await timekeeper.round()); rounds += 1);
    expect(recorded).toEqual(Object.keys(herd));
  });

  test('wakes for a deadline that comes while it runs, and ends when told to', async () => {
    const { ports, recorded } = world({ soon: Date.now() + 20 }, 0);
    const stop = new AbortController();
    const live: TimekeeperPorts = {
      ...ports,
      clock: { now: () => Date.now() },
      viewsReached: async () => stop.abort(),
    };
    await new Timekeeper(live).run(stop.signal);
    expect(recorded).toEqual(['soon']);
  });
});
