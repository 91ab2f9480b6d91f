/** The value at an index that is known to be inside; anything else is a bug, and loud. */
export function valueAt(values: readonly number[], index: number): number {
  const value = values[index];
  if (value === undefined) throw new RangeError(`no value at ${index} of ${values.length}`);
  return value;
}

/** How many of the ascending values are at most `limit`. */
export function countAtMost(ascending: readonly number[], limit: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (valueAt(ascending, middle) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
