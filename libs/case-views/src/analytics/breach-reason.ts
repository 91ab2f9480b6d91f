import type { RememberedPromise } from './case-memory.ts';
import type { CaseFigures } from './figure-tables.ts';

/** Where a case stood when a promise of the provider was broken, the first that fits. */
export const breachReasons = [
  'not-triaged',
  'not-assigned',
  'no-agent',
  'handed-over',
  'with-agent',
] as const;
export type BreachReason = (typeof breachReasons)[number];

export function breachReason(
  { status, team, agent_id, handed_over_at }: CaseFigures,
  { startedAt }: RememberedPromise,
): BreachReason {
  if (status === 'opened') return 'not-triaged';
  if (agent_id === null) return team === null ? 'not-assigned' : 'no-agent';
  return handed_over_at !== null && handed_over_at >= startedAt ? 'handed-over' : 'with-agent';
}
