/** Something to do at an instant. */
export interface Appointment {
  readonly atMs: number;
  readonly run: () => Promise<void>;
}

interface Entry extends Appointment {
  /** Of two at one instant, the one that was made first comes first. */
  readonly order: number;
}

/** What is to happen, earliest first: a binary heap, so that a month of it costs little. */
export class Agenda {
  readonly #heap: Entry[] = [];
  #made = 0;

  add(appointment: Appointment): void {
    const entry = { ...appointment, order: this.#made };
    this.#made += 1;
    let hole = this.#heap.push(entry) - 1;
    while (hole > 0) {
      const above = (hole - 1) >> 1;
      const parent = this.#heap[above];
      if (parent === undefined || !isEarlier(entry, parent)) break;
      this.#heap[hole] = parent;
      hole = above;
    }
    this.#heap[hole] = entry;
  }

  /** Takes out the earliest appointment; undefined when there is none before the end. */
  takeBefore(endMs: number): Appointment | undefined {
    const first = this.#heap[0];
    if (first === undefined || first.atMs >= endMs) return undefined;
    const last = this.#heap.pop();
    if (last !== undefined && last !== first) this.#sink(last);
    return first;
  }

  #sink(entry: Entry): void {
    let hole = 0;
    for (;;) {
      const child = this.#earlierChildOf(hole);
      const below = this.#heap[child];
      if (below === undefined || !isEarlier(below, entry)) break;
      this.#heap[hole] = below;
      hole = child;
    }
    this.#heap[hole] = entry;
  }

  #earlierChildOf(parent: number): number {
    const left = 2 * parent + 1;
    const [one, other] = [this.#heap[left], this.#heap[left + 1]];
    return one !== undefined && other !== undefined && isEarlier(other, one) ? left + 1 : left;
  }
}

const isEarlier = (one: Entry, other: Entry): boolean =>
  one.atMs === other.atMs ? one.order < other.order : one.atMs < other.atMs;
