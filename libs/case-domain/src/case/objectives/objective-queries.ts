import type { Instant } from '@caseline/event-sourcing';
import type { CaseState, Objective } from '../case-state.ts';
import type { ObjectiveKind } from '../events/index.ts';

/** Its clock is on, whether it runs or stands still. */
export const isOpen = ({ state }: Objective): boolean => state === 'running' || state === 'paused';

/** Broken, and what was promised has still not happened. */
export const isBrokenPromise = ({ state }: Objective): boolean => state === 'breached';

/** The latest objective of a kind, whatever became of it. */
export const latestOf = (state: CaseState, kind: ObjectiveKind): Objective | undefined =>
  state.objectives.findLast((objective) => objective.kind === kind);

/** `next-update-3`: the next id of a kind, counted within the case. */
export const nextObjectiveId = (state: CaseState, kind: ObjectiveKind): string =>
  `${kind}-${state.objectives.filter((objective) => objective.kind === kind).length + 1}`;

/** The objective itself and those it replaced, from the newest to the first of all. */
export function chainOf(
  objective: Objective,
  objectives: readonly Objective[],
): readonly Objective[] {
  const chain: Objective[] = [objective];
  let { replacesObjectiveId } = objective;
  // Ids only refer back, so a chain is at most as long as the list.
  while (replacesObjectiveId !== null && chain.length <= objectives.length) {
    const id: string = replacesObjectiveId;
    const replaced = objectives.find(({ objectiveId }) => objectiveId === id);
    if (replaced === undefined) break;
    chain.push(replaced);
    ({ replacesObjectiveId } = replaced);
  }
  return chain;
}

/** When the promise was first made: raising starts the clock anew, not the promise. */
export const promisedAt = (objective: Objective, objectives: readonly Objective[]): Instant =>
  chainOf(objective, objectives).at(-1)?.startedAt ?? objective.startedAt;

/** The pause that lasts, if one does. */
export const openPauseOf = ({ pauses }: Objective) => pauses.find(({ to }) => to === null);
