import type { Projection } from '@caseline/event-sourcing';
import { analyticsProjection } from './analytics/analytics-projection.ts';
import type { CaseFact } from './case-fact.ts';
import { historyProjection } from './history/history-projection.ts';
import { queueProjection } from './queue/queue-projection.ts';
import { slaProjection } from './sla/sla-projection.ts';

/** Every projection of the product. */
export const caseProjections: readonly Projection<CaseFact>[] = [
  queueProjection,
  slaProjection,
  historyProjection,
  analyticsProjection,
];
