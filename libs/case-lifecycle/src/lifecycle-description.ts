import type { AnyStateNode, AnyTransitionDefinition } from 'xstate';
import { caseChart } from './case-chart.ts';
import { listedName } from './chart-names.ts';
import { lifecycleFactTypes } from './lifecycle-facts.ts';
import type { LifecycleFactType } from './lifecycle-facts.ts';
import { allLifecycleStates, isLegal } from './lifecycle.ts';
import { statuses } from './lifecycle-state.ts';
import type { LifecycleState } from './lifecycle-state.ts';

/** An arrow of the chart. Names of states are unique across the regions. */
export interface LifecycleTransition {
  /** A state, a group of states, or the region itself: from any of its states. */
  readonly from: string;
  /** Null where the fact is taken and the region stays where it is. */
  readonly to: string | null;
  readonly event: LifecycleFactType;
  /** All must hold. `otherwise`: no earlier transition of the same event and state applied. */
  readonly guards: readonly string[];
}

export interface LifecycleRegion {
  readonly name: string;
  readonly initial: string;
  /** In the order of the chart; `group` names the state around, null directly in the region. */
  readonly states: readonly { readonly name: string; readonly group: string | null }[];
  readonly transitions: readonly LifecycleTransition[];
}

/** The whole chart as data: JSON as it is. */
export interface LifecycleDescription {
  readonly regions: readonly LifecycleRegion[];
  /** For each type of fact the statuses in which some payload of it is legal. */
  readonly facts: readonly {
    readonly type: LifecycleFactType;
    readonly allowedIn: readonly LifecycleState['status'][];
  }[];
}

/** The names in a guard: XState keeps those that `and` combines in its `guards`. */
function guardNames(guard: unknown): readonly string[] {
  if (guard === undefined) return [];
  if (typeof guard === 'string') return [guard];
  if (typeof guard === 'function' && 'guards' in guard && Array.isArray(guard.guards)) {
    return guard.guards.flatMap(guardNames);
  }
  throw new Error('A guard of the chart has no name');
}

function describeTransition(
  { guard, source, target, eventType }: AnyTransitionDefinition,
  order: number,
): LifecycleTransition {
  const guards = guardNames(guard);
  return {
    from: source.key,
    to: target?.[0]?.key ?? null,
    event: listedName(lifecycleFactTypes, eventType),
    guards: order > 0 && guards.length === 0 ? ['otherwise'] : guards,
  };
}

const transitionsOf = (node: AnyStateNode): LifecycleTransition[] =>
  [...node.transitions.values()].flatMap((sameEvent) => sameEvent.map(describeTransition));

const childrenOf = (node: AnyStateNode): AnyStateNode[] => Object.values(node.states);

/** The states inside a state, each group before its members. */
const nodesWithin = (node: AnyStateNode): AnyStateNode[] =>
  childrenOf(node).flatMap((child) => [child, ...nodesWithin(child)]);

function describeRegion(region: AnyStateNode): LifecycleRegion {
  const nodes = nodesWithin(region);
  const initial = region.initial.target[0]?.key;
  if (initial === undefined) throw new Error(`The region ${region.key} has no initial state`);
  return {
    name: region.key,
    initial,
    states: nodes.map(({ key, parent }) => ({
      name: key,
      group: parent === undefined || parent === region ? null : parent.key,
    })),
    transitions: [region, ...nodes].flatMap(transitionsOf),
  };
}

function statusesAllowing(type: LifecycleFactType): LifecycleState['status'][] {
  const allowing = allLifecycleStates().filter((state) => isLegal(state, type));
  const found = new Set(allowing.map(({ status }) => status));
  return (['new', ...statuses] as const).filter((status) => found.has(status));
}

/** The chart's own definition, read out of the machine. */
export function describeLifecycle(): LifecycleDescription {
  return {
    regions: childrenOf(caseChart.root).map(describeRegion),
    facts: lifecycleFactTypes.map((type) => ({ type, allowedIn: statusesAllowing(type) })),
  };
}
