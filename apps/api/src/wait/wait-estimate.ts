import type { WaitBasis } from '@caseline/case-views';
import { z } from 'zod';

/** The expected wait for a first response, with its basis. Minutes by the wall clock. */
export const waitEstimate = z
  .object({
    basis: z
      .enum(['recent-first-responses', 'none'])
      .describe('none: nothing of the kind has been answered yet, so nothing is estimated'),
    sample: z.int().describe('answered cases that were looked at'),
    waiting: z.int().describe('open cases of the kind that nobody has answered yet'),
    medianMinutes: z.int().nullable(),
    ninetiethPercentileMinutes: z.int().nullable(),
    asOf: z.iso.datetime(),
    position: z.int(),
  })
  .meta({ id: 'WaitEstimate' });

type Estimate = Omit<z.output<typeof waitEstimate>, 'asOf' | 'position'>;

/** The estimate that a basis gives. */
export function estimateOf({ waiting, waitedMs }: WaitBasis): Estimate {
  const sorted = [...waitedMs].sort((a, b) => a - b);
  return {
    basis: sorted.length === 0 ? 'none' : 'recent-first-responses',
    sample: sorted.length,
    waiting,
    medianMinutes: minutesAt(sorted, 0.5),
    ninetiethPercentileMinutes: minutesAt(sorted, 0.9),
  };
}

/** The smallest wait that the given share of all waits does not exceed, in whole minutes up. */
function minutesAt(sorted: readonly number[], share: number): number | null {
  const wait = sorted[Math.max(Math.ceil(sorted.length * share) - 1, 0)];
  return wait === undefined ? null : Math.ceil(wait / 60_000);
}
