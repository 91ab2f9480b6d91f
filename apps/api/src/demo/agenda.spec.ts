import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Agenda } from './agenda.ts';

describe('agenda', () => {
  test('gives appointments by instant, those of one instant as they were made', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(20), { maxLength: 60 }), async (instants) => {
        const agenda = new Agenda();
        const kept: { readonly atMs: number; readonly order: number }[] = [];
        for (const [order, atMs] of instants.entries()) {
          agenda.add({ atMs, run: async () => void kept.push({ atMs, order }) });
        }
        for (let taken = 0; taken < instants.length; taken += 1) {
          await agenda.takeBefore(21)?.run();
        }
        const sorted = instants
          .map((atMs, order) => ({ atMs, order }))
          .sort((one, other) => one.atMs - other.atMs || one.order - other.order);
        expect(kept).toEqual(sorted);
      }),
    );
  });

  test('leaves what comes at or after the end', () => {
    const agenda = new Agenda();
    agenda.add({ atMs: 5, run: async () => undefined });
    expect(agenda.takeBefore(5)).toBeUndefined();
    expect(agenda.takeBefore(6)?.atMs).toBe(5);
  });
});
