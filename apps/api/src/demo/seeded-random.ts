import { fingerprintOf } from '@caseline/event-sourcing';

/** Chance that repeats: the same seed draws the same numbers on every machine. */
export class SeededRandom {
  readonly #seed: number;
  #state: number;

  /** `seed`: a whole number from 0 to 2³² − 1. */
  constructor(seed: number) {
    this.#seed = seed >>> 0;
    this.#state = this.#seed;
  }

  /** A chance of its own for a part, so that what one part draws never moves another's numbers. */
  fork(part: string): SeededRandom {
    const digest = fingerprintOf({ seed: this.#seed, part });
    return new SeededRandom(Number.parseInt(digest.slice(0, 8), 16));
  }

  /** From 0, below 1. */
  fraction(): number {
    // A Weyl sequence, scrambled: its period is all of 2³².
    this.#state = (this.#state + 0x9e3779b9) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 0x1_0000_0000;
  }

  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  between(least: number, most: number): number {
    return least + this.fraction() * (most - least);
  }

  pick<Item>(items: readonly Item[]): Item {
    return this.weighted(items, () => 1);
  }

  /** One of the items, by their weights. */
  weighted<Item>(items: readonly Item[], weightOf: (item: Item) => number): Item {
    const total = items.reduce((sum, item) => sum + weightOf(item), 0);
    let left = this.fraction() * total;
    for (const item of items) {
      left -= weightOf(item);
      if (left < 0) return item;
    }
    const last = items.at(-1);
    if (last === undefined) throw new RangeError('nothing to choose from');
    return last;
  }

  /** A waiting time: half of them are below the median; `spread` is the sigma of the logarithm. */
  logNormal(median: number, spread: number): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.fraction()));
    return median * Math.exp(spread * radius * Math.cos(2 * Math.PI * this.fraction()));
  }
}
