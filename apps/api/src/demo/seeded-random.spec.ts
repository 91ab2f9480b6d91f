import { describe, expect, test } from '@jest/globals';
import { SeededRandom } from './seeded-random.ts';

const draws = (random: SeededRandom, count: number): number[] =>
  Array.from({ length: count }, () => random.fraction());

describe('seeded random', () => {
  test('one seed draws the same numbers, another seed others', () => {
    expect(draws(new SeededRandom(7), 50)).toEqual(draws(new SeededRandom(7), 50));
    expect(draws(new SeededRandom(7), 50)).not.toEqual(draws(new SeededRandom(8), 50));
  });

  test('a part draws the same whatever was drawn before', () => {
    const random = new SeededRandom(7);
    const before = draws(random.fork('case 1'), 5);
    draws(random, 100);
    expect(draws(random.fork('case 1'), 5)).toEqual(before);
    expect(draws(random.fork('case 2'), 5)).not.toEqual(before);
  });

  test('fractions are spread evenly over [0, 1)', () => {
    const tenths = new Array<number>(10).fill(0);
    for (const fraction of draws(new SeededRandom(1), 20_000)) {
      tenths[Math.floor(fraction * 10)] = (tenths[Math.floor(fraction * 10)] ?? 0) + 1;
    }
    for (const count of tenths) expect(Math.abs(count - 2_000)).toBeLessThan(200);
  });

  test('half of the waits are below the median', () => {
    const random = new SeededRandom(3);
    const waits = Array.from({ length: 10_000 }, () => random.logNormal(60, 1.3));
    expect(Math.abs(waits.filter((wait) => wait < 60).length - 5_000)).toBeLessThan(200);
    expect(Math.min(...waits)).toBeGreaterThan(0);
  });

  test('items come by their weights, and never one of weight 0', () => {
    const random = new SeededRandom(4);
    const picked = Array.from({ length: 4_000 }, () => random.weighted([0, 1, 3], (each) => each));
    expect(picked).not.toContain(0);
    expect(picked.filter((each) => each === 3).length / 4_000).toBeCloseTo(0.75, 1);
  });

  test('nothing can be chosen from nothing', () => {
    expect(() => new SeededRandom(1).pick([])).toThrow(RangeError);
  });
});
