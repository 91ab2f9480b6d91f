import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { BackOff } from './back-off.ts';
import { DEFAULT_TIMINGS } from './timings.ts';

const TIMINGS = { ...DEFAULT_TIMINGS, firstBackOffMs: 100, longestBackOffMs: 1_000 };

afterEach(() => {
  jest.restoreAllMocks();
});

/** How long the next waits would last; none is waited for. */
async function waitsOf(backOff: BackOff, count: number): Promise<number[]> {
  const timers = jest.spyOn(globalThis, 'setTimeout');
  for (let wait = 0; wait < count; wait += 1) {
    const stop = new AbortController();
    const waiting = backOff.wait(stop.signal);
    stop.abort();
    await waiting;
  }
  const waits = timers.mock.calls.map(([, ms]) => Number(ms));
  timers.mockRestore();
  return waits;
}

describe('The wait before something is tried again', () => {
  test('doubles up to its limit, and is short again after a success', async () => {
    jest.spyOn(Math, 'random').mockReturnValue(1);
    const backOff = new BackOff(TIMINGS);
    expect(await waitsOf(backOff, 6)).toEqual([100, 200, 400, 800, 1_000, 1_000]);
    backOff.reset();
    expect(await waitsOf(backOff, 1)).toEqual([100]);
  });

  test('is shortened by chance, by half at the most', async () => {
    const chances = [0, 0.5, 0.75];
    jest.spyOn(Math, 'random').mockImplementation(() => chances.shift() ?? 1);
    expect(await waitsOf(new BackOff(TIMINGS), 3)).toEqual([50, 150, 350]);
  });
});
