import { getInitialSnapshot, transition } from 'xstate';
import type { SnapshotFrom, StateValue } from 'xstate';
import { caseChart } from './case-chart.ts';
import { factKey, lifecycleFacts, lifecycleFactTypes } from './lifecycle-facts.ts';
import type { LifecycleFact, LifecycleFactType } from './lifecycle-facts.ts';
import { severityRatings, statuses, turns } from './lifecycle-state.ts';
import type { LifecycleState } from './lifecycle-state.ts';

export type ChartSnapshot = SnapshotFrom<typeof caseChart>;

/** What the chart answers in one state: the next state by `factKey`, and the types it takes. */
export interface ChartRow {
  readonly state: LifecycleState;
  readonly next: ReadonlyMap<string, LifecycleState>;
  readonly legalTypes: readonly LifecycleFactType[];
}

export const initialSnapshot: ChartSnapshot = getInitialSnapshot(caseChart);

/** What XState itself makes of a fact; undefined where no transition is enabled. */
export function chartTransition(from: ChartSnapshot, fact: LifecycleFact) {
  return from.can(fact) ? transition(caseChart, from, fact)[0] : undefined;
}

/** The name of the innermost state: `triaged` of `{ active: { workable: 'triaged' } }`. */
function leafOf(value: StateValue | undefined): string {
  if (value === undefined) throw new Error('The chart has a region without a state');
  if (typeof value === 'string') return value;
  return leafOf(Object.values(value)[0]);
}

function memberOf<Name extends string>(names: readonly Name[], name: string): Name {
  const found = names.find((candidate) => candidate === name);
  if (found === undefined) throw new Error(`The chart has a state without a name of its own: ${name}`);
  return found;
}

/** The state of the three regions as the rest of the product sees it. */
export function lifecycleStateOf({ value }: ChartSnapshot): LifecycleState {
  const status = memberOf(['new', ...statuses], leafOf(value.progress));
  const severity = memberOf(severityRatings, leafOf(value.severity));
  const turn = memberOf(turns, leafOf(value.turn));
  return Object.freeze({ status, severity, turn, key: `${status}/${severity}/${turn}` });
}

/**
 * Walks the chart breadth-first from a case without facts, through every payload it can tell
 * apart. The walk ends: there are at most 9 × 4 × 3 combinations of the regions' states.
 */
export function compileChart(): ReadonlyMap<string, ChartRow> {
  const initial = lifecycleStateOf(initialSnapshot);
  const states = new Map([[initial.key, initial]]);
  const rows = new Map<string, ChartRow>();
  const queue = [{ state: initial, snapshot: initialSnapshot }];
  for (const { state, snapshot } of queue) {
    const next = new Map<string, LifecycleState>();
    const taken = new Set<LifecycleFactType>();
    for (const fact of lifecycleFacts) {
      const after = chartTransition(snapshot, fact);
      if (after === undefined) continue;
      const reached = lifecycleStateOf(after);
      const known = states.get(reached.key);
      if (known === undefined) {
        states.set(reached.key, reached);
        queue.push({ state: reached, snapshot: after });
      }
      next.set(factKey(fact), known ?? reached);
      taken.add(fact.type);
    }
    const legalTypes = lifecycleFactTypes.filter((type) => taken.has(type));
    rows.set(state.key, { state, next, legalTypes });
  }
  return rows;
}
