/** Chance that a seed repeats. */
export interface SeededRandom {
  /** From 0 up to but without 1. */
  fraction(): number;
  /** A whole number from 0 up to but without `below`. */
  below(below: number): number;
  /** One of the items, which must not be empty. */
  pick<Item>(items: readonly Item[]): Item;
}

/** Mulberry32: small, fast and good enough to choose commands and moments. */
export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(fraction() * limit);
  const pick = <Item>(items: readonly Item[]): Item => {
    const item = items[below(items.length)];
    if (item === undefined) throw new RangeError('nothing to pick from');
    return item;
  };
  return { fraction, below, pick };
}

/** The seed named in the environment, to repeat a run, or a new one. */
export const seedOf = (named: string | undefined): number =>
  named === undefined || named === '' ? Date.now() % 2 ** 31 : Number(named);
