/** Too many callers wait for one key already. */
export class QueueFull extends Error {
  override readonly name = 'QueueFull';
}

/** The most callers that may wait for one key: a client's retries, not a backlog. */
const MAX_WAITING = 4096;

/** Runs tasks of the same key one after the other, and tasks of different keys at will. */
export class KeyedQueue {
  readonly #tails = new Map<string, { tail: Promise<unknown>; waiting: number }>();

  async run<T>(key: string, task: () => Promise<T>): Promise<T> {
    const entry = this.#tails.get(key);
    if (entry === undefined) {
      const first = { tail: Promise.resolve() as Promise<unknown>, waiting: 0 };
      this.#tails.set(key, first);
      return this.#next(key, first, task);
    }
    if (entry.waiting >= MAX_WAITING) throw new QueueFull(`too many commands wait for ${key}`);
    return this.#next(key, entry, task);
  }

  #next<T>(
    key: string,
    entry: { tail: Promise<unknown>; waiting: number },
    task: () => Promise<T>,
  ): Promise<T> {
    entry.waiting += 1;
    const done = entry.waiting === 1 ? task() : entry.tail.then(task, task);
    const settle = (): void => {
      entry.waiting -= 1;
      if (entry.waiting === 0) this.#tails.delete(key);
    };
    entry.tail = done.then(settle, settle);
    return done;
  }
}
