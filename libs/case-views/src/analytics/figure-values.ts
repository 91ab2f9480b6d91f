import type { FigureDefinition } from './figure-catalogue.ts';
import type { FigureGroup, FigureSum } from './figure-queries.ts';
import { MAX_FIGURES, TooManyFigures } from './figure-queries.ts';
import { groupOf, itemsOf, numberOf } from './grouped-sums.ts';
import type { FigureItem } from './grouped-sums.ts';

/** Kept and broken promises; percent with two decimals, null where nothing was judged. */
export const shares = (sums: readonly FigureSum[]): readonly FigureItem[] =>
  itemsOf(sums, (group) => {
    const met = numberOf(group, 'promise-met');
    const breached = numberOf(group, 'promise-breached');
    const judged = met + breached;
    return {
      met,
      breached,
      notApplicable: numberOf(group, 'promise-not-applicable'),
      percentMet: judged === 0 ? null : Math.round((met / judged) * 10_000) / 100,
    };
  });

export const counts = (sums: readonly FigureSum[]): readonly FigureItem[] =>
  itemsOf(sums, (group) => ({ number: numberOf(group) }));

/** How often, how long together, and on average in whole milliseconds. */
export const durations = (sums: readonly FigureSum[]): readonly FigureItem[] =>
  itemsOf(sums, (group) => {
    const number = numberOf(group);
    const totalMs = group.reduce((total, { durationMs }) => total + durationMs, 0);
    return { number, totalMs, meanMs: number === 0 ? null : Math.round(totalMs / number) };
  });

/**
 * What is there at the end of each period: what was there before, and all that came and went since.
 * Throws `TooManyFigures`.
 */
export function stocks(
  { measures }: Pick<FigureDefinition, 'measures'>,
  of: {
    readonly before: readonly FigureSum[];
    readonly changes: readonly FigureSum[];
    readonly periods: readonly number[];
  },
): readonly FigureItem[] {
  const signed = ({ measure, number }: FigureSum): number => number * (measures[measure] ?? 0);
  const changed = new Map<string, Map<number, number>>();
  const level = new Map<string, number>();
  const keyOf = (sum: FigureSum): string => JSON.stringify({ ...groupOf(sum), period: undefined });
  for (const sum of of.before) {
    level.set(keyOf(sum), (level.get(keyOf(sum)) ?? 0) + signed(sum));
  }
  for (const sum of of.changes) {
    const key = keyOf(sum);
    const byPeriod = changed.get(key) ?? new Map<number, number>();
    byPeriod.set(sum.period ?? 0, (byPeriod.get(sum.period ?? 0) ?? 0) + signed(sum));
    changed.set(key, byPeriod);
  }
  const keys = [...new Set([...level.keys(), ...changed.keys()])].sort();
  if (keys.length * of.periods.length > MAX_FIGURES) throw new TooManyFigures();
  return of.periods.flatMap((period) =>
    keys.map((key): FigureItem => {
      const number = (level.get(key) ?? 0) + (changed.get(key)?.get(period) ?? 0);
      level.set(key, number);
      // Written by `keyOf`.
      return { group: { period, ...(JSON.parse(key) as FigureGroup) }, values: { number } };
    }),
  );
}
