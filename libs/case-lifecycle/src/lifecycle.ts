import { ChartTable } from './chart-table.ts';
import type { ChartRow } from './chart-table.ts';
import { payloadIndex } from './lifecycle-facts.ts';
import type { LifecycleFact, LifecycleFactType } from './lifecycle-facts.ts';
import type { LifecycleState } from './lifecycle-state.ts';

const table = new ChartTable();

/** Throws for a state that no sequence of facts leads to: a bug of the caller, never input. */
function rowOf(state: LifecycleState): ChartRow {
  const row = table.row(state);
  if (row === undefined) throw new Error(`Not a reachable state of a case: ${state.key}`);
  return row;
}

/** A case before its first fact: `new/unrated/nobody`. */
export const initialLifecycle: LifecycleState = table.initial;

/**
 * Where a fact leads; undefined where the chart does not allow it. Equal states are one object.
 * Throws only for a state that cannot be reached.
 */
export function nextLifecycle(
  state: LifecycleState,
  fact: LifecycleFact,
): LifecycleState | undefined {
  return rowOf(state).next.get(fact.type)?.[payloadIndex(fact)];
}

/** True when some payload of the type is legal in the state: the command is available. */
export function isLegal(state: LifecycleState, factType: LifecycleFactType): boolean {
  return rowOf(state).legalTypes.includes(factType);
}

/** The types of facts the state allows, in the order of `lifecycleFactTypes`. */
export function legalFactTypes(state: LifecycleState): readonly LifecycleFactType[] {
  return rowOf(state).legalTypes;
}

/** Every state that a case can be in, the nearest to the initial one first. */
export function allLifecycleStates(): readonly LifecycleState[] {
  return [...table.states()];
}
