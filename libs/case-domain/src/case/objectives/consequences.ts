import type { CaseEvent, CaseEventType } from '../events/index.ts';
import { objectiveReactions } from './objective-reactions.ts';
import type { Reaction, Step } from './reaction.ts';

/** What a fact means for the promises; nothing for one that tells of a promise itself. */
export function consequencesOf(reaction: Reaction): readonly CaseEvent[] {
  const { type } = reaction.event;
  if (!Object.hasOwn(objectiveReactions, type)) return [];
  const react = objectiveReactions[type as keyof typeof objectiveReactions] as Step<CaseEventType>;
  return react(reaction);
}
