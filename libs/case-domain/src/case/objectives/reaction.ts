import type { Instant } from '@caseline/event-sourcing';
import type { CaseContext } from '../case-command.ts';
import type { CaseState } from '../case-state.ts';
import type { CaseEvent, CaseEventData, CaseEventType } from '../events/index.ts';
import { anticipate } from './objective-folds.ts';

/** A fact of the case that promises may follow from, and the case before and after it. */
export interface Reaction<Type extends CaseEventType = CaseEventType> {
  readonly event: { readonly type: Type; readonly data: CaseEventData<Type> };
  readonly happenedAt: Instant;
  /** The id the fact will have: its clocks name it as their cause. */
  readonly causeEventId: string;
  readonly before: CaseState;
  /** The case with the fact folded in. */
  readonly after: CaseState;
  readonly context: CaseContext;
}

/** One consequence of a fact for the promises. */
export type Step<Type extends CaseEventType> = (reaction: Reaction<Type>) => readonly CaseEvent[];

/** Consequences one after the other, each seeing the objectives as the ones before left them. */
export const inOrder =
  <Type extends CaseEventType>(...steps: readonly Step<Type>[]): Step<Type> =>
  (reaction) => {
    let { after } = reaction;
    const events: CaseEvent[] = [];
    for (const step of steps) {
      const consequences = step({ ...reaction, after });
      after = anticipate(after, consequences);
      events.push(...consequences);
    }
    return events;
  };
