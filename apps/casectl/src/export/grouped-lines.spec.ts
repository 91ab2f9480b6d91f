/** Lines brought together by group, in memory or on disk alike. */
import { describe, expect, test } from '@jest/globals';
import { GroupedLines } from './grouped-lines.ts';

const GROUPS = 300;
const ROUNDS = 7;
const name = (group: number): string => `case-${group}`;

function groupsOf(padding: string): Promise<ReadonlyMap<string, readonly string[]>> {
  return GroupedLines.during(async (lines) => {
    for (let round = 0; round < ROUNDS; round += 1) {
      for (let group = 0; group < GROUPS; group += 1) {
        lines.add(name(group), `${round}\tof ${group}${padding}`);
      }
      await lines.relieve();
    }
    const found = new Map<string, readonly string[]>();
    for await (const part of lines.parts()) {
      for (const [group, texts] of part) {
        expect(found.has(group)).toBe(false);
        found.set(group, texts);
      }
    }
    return found;
  });
}

describe('Grouped lines', () => {
  test.each([
    ['that fit into memory', ''],
    // Beyond what may wait, so that every group has lines on disk and in memory.
    ['that go to files in between', '.'.repeat(20_000)],
  ])('%s come together, in the order they were added', async (_what, padding) => {
    const found = await groupsOf(padding);
    expect(found.size).toBe(GROUPS);
    for (let group = 0; group < GROUPS; group += 1) {
      const rounds = Array.from(
        { length: ROUNDS },
        (_, round) => `${round}\tof ${group}${padding}`,
      );
      expect(found.get(name(group))).toEqual(rounds);
    }
  });
});
