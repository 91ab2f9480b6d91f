/** The answer did not come in time: what became of the call is unknown. */
export class DeadlinePassed extends Error {
  override readonly name = 'DeadlinePassed';
}

/**
 * The outcome of a call, or `DeadlinePassed`. The client's own deadlines do not cover its feature
 * probe, its cluster discovery or its batch appends, so every call runs against this clock.
 */
export function within<T>(ms: number, what: string, call: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new DeadlinePassed(`${what} took over ${ms} ms`)), ms);
    // A late rejection finds the promise settled and is dropped here, not by the process.
    call().then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
