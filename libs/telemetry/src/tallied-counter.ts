import { Counter, type CounterConfiguration } from 'prom-client';

/** A counter that costs its callers next to nothing. */
export interface TalliedCounter<Label extends string> {
  count(labels: Readonly<Record<Label, string>>): void;
}

/** No label holds it. */
const SEPARATOR = '\0';

/**
 * Counts in plain numbers and tells the registry when it is asked: counters are asked for a few
 * times a minute, and counted with several times a command.
 */
export function talliedCounter<Label extends string>(
  declared: CounterConfiguration<Label> & { readonly labelNames: readonly Label[] },
): TalliedCounter<Label> {
  const tallies = new Map<string, { labels: Readonly<Record<Label, string>>; count: number }>();
  new Counter<Label>({
    ...declared,
    collect() {
      for (const { labels, count } of tallies.values()) this.inc(labels, count);
      tallies.clear();
    },
  });
  return {
    count: (labels) => {
      const key = declared.labelNames.map((name) => labels[name]).join(SEPARATOR);
      const tally = tallies.get(key);
      if (tally === undefined) tallies.set(key, { labels, count: 1 });
      else tally.count += 1;
    },
  };
}
