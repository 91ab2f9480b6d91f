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

/** A state that was met, the snapshot it was met in, and its row once somebody asked for it. */
interface MetState {
  readonly state: LifecycleState;
  readonly snapshot: ChartSnapshot;
  row: ChartRow | undefined;
}

/**
 * The chart as rows that are looked up. A row is compiled when it is first asked for: a process
 * pays for the states its cases pass through, and for none while it starts.
 */
export class ChartTable {
  readonly initial: LifecycleState;
  readonly #met = new Map<string, MetState>();

  constructor() {
    this.initial = this.#meet(initialSnapshot);
  }

  /** Undefined for a state that no sequence of facts leads to. */
  row({ key }: LifecycleState): ChartRow | undefined {
    const met = this.#met.get(key) ?? this.#searched(key);
    if (met === undefined) return undefined;
    return (met.row ??= this.#compileRow(met));
  }

  /**
   * Every state that can be reached, breadth-first. The walk ends: there are at most 9 × 4 × 3
   * combinations of the regions' states.
   */
  states(): ReadonlySet<LifecycleState> {
    const states = new Set([this.initial]);
    for (const state of states) {
      for (const next of this.row(state)?.next.values() ?? []) {
        for (const to of next) if (to !== undefined) states.add(to);
      }
    }
    return states;
  }

  /** A state that another process has reached may lie ahead of all that were met here. */
  #searched(key: string): MetState | undefined {
    this.states();
    return this.#met.get(key);
  }

  #compileRow({ snapshot }: MetState): ChartRow {
    const next = new Map<LifecycleFactType, (LifecycleState | undefined)[]>();
    for (const fact of lifecycleFacts) {
      const to = chartTransition(snapshot, fact);
      if (to === undefined) continue;
      const byPayload = next.get(fact.type) ?? [];
      byPayload[payloadIndex(fact)] = this.#meet(to);
      next.set(fact.type, byPayload);
    }
    return { next, legalTypes: lifecycleFactTypes.filter((type) => next.has(type)) };
  }

  /** One object for each key. */
  #meet(snapshot: ChartSnapshot): LifecycleState {
    const state = lifecycleStateOf(snapshot);
    const known = this.#met.get(state.key);
    if (known !== undefined) return known.state;
    this.#met.set(state.key, { state, snapshot, row: undefined });
    return state;
  }
}
