import { describe, expect, test } from '@jest/globals';
import { estimateOf } from './wait-estimate.ts';

const minutes = (...each: readonly number[]): number[] => each.map((minute) => minute * 60_000);

describe('W6 "The expected wait time is indicated"', () => {
  test('an empty queue without a past has no estimate, and says so', () => {
    expect(estimateOf({ waiting: 0, waitedMs: [] })).toEqual({
      basis: 'none',
      sample: 0,
      waiting: 0,
      medianMinutes: null,
      ninetiethPercentileMinutes: null,
    });
  });

  test('half of the cases answered of late had not waited longer than the median', () => {
    const waitedMs = minutes(40, 10, 20, 30, 50, 60, 70, 80, 90, 100);
    expect(estimateOf({ waiting: 3, waitedMs })).toEqual({
      basis: 'recent-first-responses',
      sample: 10,
      waiting: 3,
      medianMinutes: 50,
      ninetiethPercentileMinutes: 90,
    });
  });

  test('one answered case is the whole basis; a started minute counts', () => {
    expect(estimateOf({ waiting: 1, waitedMs: [61_000] })).toMatchObject({
      sample: 1,
      medianMinutes: 2,
      ninetiethPercentileMinutes: 2,
    });
  });
});
