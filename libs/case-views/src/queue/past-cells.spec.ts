import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cellsHolding, pastCell } from './past-cells.ts';

const HOUR_MS = 3_600_000;
const FROM_MS = Date.UTC(-1, 0, 1);
const TO_MS = Date.UTC(9999, 0, 1);
const instants = fc.integer({ min: FROM_MS, max: TO_MS });
/** Short ones and long ones alike. */
const durations = fc
  .tuple(fc.nat(9), fc.integer({ min: 1, max: 40 * HOUR_MS }))
  .map(([level, ms]) => ms * 4 ** level);

describe('cells of past states', () => {
  test('a state is found at every instant at which it held', () => {
    fc.assert(
      fc.property(
        instants,
        durations,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (from, ms, share) => {
          const to = Math.min(from + ms, TO_MS + HOUR_MS);
          const at = Math.min(from + Math.floor((to - from) * share), to - 1);
          expect(cellsHolding(at, from)).toContain(pastCell(from, to));
          expect(cellsHolding(from, FROM_MS)).toContain(pastCell(from, to));
          expect(cellsHolding(to - 1, from - 1)).toContain(pastCell(from, to));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test('a state that held for a day is not looked for a week later', () => {
    expect(cellsHolding(7 * 24 * HOUR_MS, 0)).not.toContain(pastCell(0, 24 * HOUR_MS));
  });

  test('few cells are looked at, however old the log is', () => {
    expect(cellsHolding(TO_MS, FROM_MS)).toHaveLength(36);
    expect(cellsHolding(2 * HOUR_MS, HOUR_MS)).toHaveLength(8);
  });

  test('a state that never held lies nowhere', () => {
    expect(pastCell(5, 5)).toBeNull();
  });
});
