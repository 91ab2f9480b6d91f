export { nextDueAt, nextDueFact } from './due-facts.ts';
export {
  explainObjective,
  type ExplainedSegment,
  type ExplainedTarget,
  type ObjectiveExplanation,
} from './explanation.ts';
export { explanationSentence } from './explanation-sentence.ts';
export { recomputeDueAt, type DueAtAudit } from './recompute.ts';
