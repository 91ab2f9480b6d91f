/** One reason why a pack is refused. `casectl policy check` prints these. */
export interface PackFault {
  readonly file: string;
  /** Keys from the top joined by slashes, `kinds/billing/highestSeverity`; empty for the whole. */
  readonly path: string;
  /** Line in the file, counting from 1, where it can be told. */
  readonly line?: number;
  readonly reason: string;
}

/** A fault before it has a file: the keys from the top, and why. */
export interface Located {
  readonly path: readonly (string | number)[];
  readonly reason: string;
}

/** The entries whose key was seen before, each with its own place. */
export function repeated(
  keys: readonly string[],
  pathOf: (index: number) => Located['path'],
  what: string,
): Located[] {
  return keys.flatMap((key, index) =>
    keys.indexOf(key) < index
      ? [{ path: pathOf(index), reason: `${what} ${key} is stated twice` }]
      : [],
  );
}
