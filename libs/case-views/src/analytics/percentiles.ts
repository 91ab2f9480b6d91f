const RANKS = { p50Ms: 50, p75Ms: 75, p90Ms: 90, p95Ms: 95, maxMs: 100 } as const;

export type Percentiles = Readonly<Record<keyof typeof RANKS, number | null>>;

/** Percentiles by nearest rank: each is one of the durations. Null where there are none. */
export function percentiles(durationsMs: readonly number[]): Percentiles {
  const sorted = Float64Array.from(durationsMs).sort();
  const at = (percent: number): number | null =>
    sorted[Math.ceil((percent / 100) * sorted.length) - 1] ?? null;
  return {
    p50Ms: at(RANKS.p50Ms),
    p75Ms: at(RANKS.p75Ms),
    p90Ms: at(RANKS.p90Ms),
    p95Ms: at(RANKS.p95Ms),
    maxMs: at(RANKS.maxMs),
  };
}
