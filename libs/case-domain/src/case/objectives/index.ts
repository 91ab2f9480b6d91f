export { nextDueAt, nextDueFact } from './due-facts.ts';
export { evolveObjectives, type ObjectiveEventType } from './objective-folds.ts';
export { objectiveReactions, type CauseEventType } from './objective-reactions.ts';
export type { Reaction } from './reaction.ts';
export {
  explainObjective,
  type ExplainedSegment,
  type ExplainedTarget,
  type ObjectiveExplanation,
} from './explanation.ts';
export { explanationSentence } from './explanation-sentence.ts';
export { recomputeDueAt, type DueAtAudit } from './recompute.ts';
