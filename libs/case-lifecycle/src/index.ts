export {
  allLifecycleStates,
  initialLifecycle,
  isLegal,
  legalFactTypes,
  nextLifecycle,
} from './lifecycle.ts';
export { lifecycleFactTypes } from './lifecycle-facts.ts';
export type { LifecycleFact, LifecycleFactType } from './lifecycle-facts.ts';
export { severities, severityRatings, statuses, turns } from './lifecycle-state.ts';
export type { LifecycleState, Severity, SeverityRating, Status, Turn } from './lifecycle-state.ts';
export { describeLifecycle } from './lifecycle-description.ts';
export type {
  LifecycleDescription,
  LifecycleRegion,
  LifecycleTransition,
} from './lifecycle-description.ts';
export { lifecycleDiagram } from './lifecycle-diagram.ts';
