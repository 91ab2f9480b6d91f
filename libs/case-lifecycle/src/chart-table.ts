import { getInitialSnapshot, transition } from 'xstate';
import type { SnapshotFrom, StateValue } from 'xstate';
import { caseChart } from './case-chart.ts';
import { listedName } from './chart-names.ts';
import { lifecycleFacts, lifecycleFactTypes, payloadIndex } from './lifecycle-facts.ts';
import type { LifecycleFact, LifecycleFactType } from './lifecycle-facts.ts';
import { severityRatings, statuses, turns } from './lifecycle-state.ts';
import type { LifecycleState } from './lifecycle-state.ts';

export type ChartSnapshot = SnapshotFrom<typeof caseChart>;

/** What the chart answers in one state: where each fact leads, and the types of fact it takes. */
export interface ChartRow {
  readonly state: LifecycleState;
  /** The next states of a type of fact, by `payloadIndex`. */
  readonly next: ReadonlyMap<LifecycleFactType, readonly (LifecycleState | undefined)[]>;
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

/** The state of the three regions as the rest of the product sees it. */
export function lifecycleStateOf({ value }: ChartSnapshot): LifecycleState {
  const status = listedName(['new', ...statuses], leafOf(value.progress));
  const severity = listedName(severityRatings, leafOf(value.severity));
  const turn = listedName(turns, leafOf(value.turn));
  return Object.freeze({ status, severity, turn, key: `${status}/${severity}/${turn}` });
}

/** The states met so far, one object for each key, in the order in which they were met. */
class ReachedStates {
  readonly #states = new Map<string, { state: LifecycleState; snapshot: ChartSnapshot }>();

  add(snapshot: ChartSnapshot): LifecycleState {
    const state = lifecycleStateOf(snapshot);
    const known = this.#states.get(state.key);
    if (known !== undefined) return known.state;
    this.#states.set(state.key, { state, snapshot });
    return state;
  }

  /** Goes on to the states that are added while it runs. */
  all() {
    return this.#states.values();
  }
}

function compileRow(from: ChartSnapshot, reached: ReachedStates) {
  const next = new Map<LifecycleFactType, (LifecycleState | undefined)[]>();
  for (const fact of lifecycleFacts) {
    const to = chartTransition(from, fact);
    if (to === undefined) continue;
    const byPayload = next.get(fact.type) ?? [];
    byPayload[payloadIndex(fact)] = reached.add(to);
    next.set(fact.type, byPayload);
  }
  return { next, legalTypes: lifecycleFactTypes.filter((type) => next.has(type)) };
}

/**
 * Walks the chart breadth-first from a case without facts, through every payload it can tell
 * apart. The walk ends: there are at most 9 × 4 × 3 combinations of the regions' states.
 */
export function compileChart(): ReadonlyMap<string, ChartRow> {
  const reached = new ReachedStates();
  reached.add(initialSnapshot);
  const rows = new Map<string, ChartRow>();
  for (const { state, snapshot } of reached.all()) {
    rows.set(state.key, { state, ...compileRow(snapshot, reached) });
  }
  return rows;
}
