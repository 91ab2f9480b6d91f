import type { FigureGroup, FigureSum } from './figure-queries.ts';

/** A group and its numbers by name; null where there is nothing to say. */
export interface FigureItem {
  readonly group: FigureGroup;
  readonly values: Readonly<Record<string, number | null>>;
}

/** What a sum is told apart by. */
export const groupOf = ({
  measure: _m,
  number: _n,
  durationMs: _d,
  ...group
}: FigureSum): FigureGroup => group;

/** Sums of one group together, in the order in which the groups first come. */
function grouped(
  sums: readonly FigureSum[],
  keptOf: (sum: FigureSum) => FigureGroup,
): ReadonlyMap<string, readonly FigureSum[]> {
  const groups = new Map<string, FigureSum[]>();
  for (const sum of sums) {
    const key = JSON.stringify(keptOf(sum));
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [sum]);
    else known.push(sum);
  }
  return groups;
}

/** An item for each group; `keptOf` says what groups are told apart by. */
export const itemsOf = (
  sums: readonly FigureSum[],
  valuesOf: (group: readonly FigureSum[]) => FigureItem['values'],
  keptOf = groupOf,
): readonly FigureItem[] =>
  [...grouped(sums, keptOf)].map(([key, group]) => ({
    // Written by `grouped`.
    group: JSON.parse(key) as FigureGroup,
    values: valuesOf(group),
  }));

/** How many of a measure a group has, or of all measures. */
export const numberOf = (group: readonly FigureSum[], measure?: FigureSum['measure']): number =>
  group
    .filter((sum) => measure === undefined || sum.measure === measure)
    .reduce((total, { number }) => total + number, 0);
