export { nextDueAt, nextDueFact } from './due-facts.ts';
export { evolveObjectives, type ObjectiveEventType } from './objective-folds.ts';
export { objectiveReactions, type CauseEventType } from './objective-reactions.ts';
export type { Reaction } from './reaction.ts';
