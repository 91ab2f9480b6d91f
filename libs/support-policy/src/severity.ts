/** Severities from the highest to the lowest (V11 to V13). A case may also have none: unrated. */
export const SEVERITIES = ['A', 'B', 'C'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What a pack promises nothing by: the cases of a kind without severities (W14). */
export const UNRATED = 'unrated';

/** A severity, or `unrated`: what targets and calendars are looked up by. */
export const RATINGS = [...SEVERITIES, UNRATED] as const;
export type Rating = (typeof RATINGS)[number];

/** The rating of a case: its severity, or `unrated` where it has none. */
export const ratingOf = (severity: Severity | null): Rating => severity ?? UNRATED;

const RANK = { A: 3, B: 2, C: 1 } as const satisfies Record<Severity, number>;

/** True when `severity` is above `other`; equal is not higher. */
export const isHigher = (severity: Severity, other: Severity): boolean =>
  RANK[severity] > RANK[other];

/** The severity, or the highest one allowed where that is lower (V23). */
export const cappedAt = (severity: Severity, highest: Severity): Severity =>
  isHigher(severity, highest) ? highest : severity;

/** The severities at or below the highest, from the top: all that a capped kind offers. */
export const severitiesUpTo = (highest: Severity): readonly Severity[] =>
  SEVERITIES.filter((severity) => !isHigher(severity, highest));
