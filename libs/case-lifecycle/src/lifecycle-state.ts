/** Severities of a case, from the highest to the lowest (V11 to V13). */
export const severities = ['A', 'B', 'C'] as const;
export type Severity = (typeof severities)[number];

/** A severity, or `unrated` for a case that has none (W14). */
export const severityRatings = ['unrated', ...severities] as const;
export type SeverityRating = (typeof severityRatings)[number];

/** How far a case has come, in the order of its life; the last four are its ends. */
export const statuses = [
  'opened',
  'triaged',
  'responded',
  'resolved',
  'closed',
  'declined',
  'withdrawn',
  'merged',
] as const;
export type Status = (typeof statuses)[number];

/** Whose turn it is to act. */
export const turns = ['provider', 'customer', 'nobody'] as const;
export type Turn = (typeof turns)[number];

/** Where a case stands in all three regions of the chart; `new` is a case without any fact. */
export interface LifecycleState {
  readonly status: Status | 'new';
  readonly severity: SeverityRating;
  readonly turn: Turn;
  /** The three joined by slashes: `responded/B/customer`. One state object exists per key. */
  readonly key: string;
}
