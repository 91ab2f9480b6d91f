import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { transition } from 'xstate';
import { caseChart } from './case-chart.ts';
import { ChartTable, initialSnapshot, lifecycleStateOf } from './chart-table.ts';
import type { ChartSnapshot } from './chart-table.ts';
import { lifecycleFacts, lifecycleFactTypes, payloadIndex } from './lifecycle-facts.ts';
import type { LifecycleFact } from './lifecycle-facts.ts';
import {
  allLifecycleStates,
  initialLifecycle,
  isLegal,
  legalFactTypes,
  nextLifecycle,
} from './lifecycle.ts';
import { severityRatings, statuses, turns } from './lifecycle-state.ts';
import type { LifecycleState } from './lifecycle-state.ts';

/** XState's own answer: a fact is legal when it moves a region or is at least recorded. */
function chartTransition(from: ChartSnapshot, fact: LifecycleFact): ChartSnapshot | undefined {
  const [next, actions] = transition(caseChart, from, fact);
  const moved = lifecycleStateOf(next).key !== lifecycleStateOf(from).key;
  return moved || actions.length > 0 ? next : undefined;
}

/** XState's own snapshot for each reachable state, found without the table. */
function snapshotsByKey(): Map<string, ChartSnapshot> {
  const found = new Map([[lifecycleStateOf(initialSnapshot).key, initialSnapshot]]);
  for (const snapshot of found.values()) {
    for (const fact of lifecycleFacts) {
      const next = chartTransition(snapshot, fact);
      if (next === undefined) continue;
      const { key } = lifecycleStateOf(next);
      if (!found.has(key)) found.set(key, next);
    }
  }
  return found;
}

describe('the compiled table', () => {
  test('answers as XState does for every reachable state and every payload', () => {
    const snapshots = snapshotsByKey();
    expect([...snapshots.keys()].toSorted()).toEqual(
      allLifecycleStates()
        .map(({ key }) => key)
        .toSorted(),
    );
    for (const state of allLifecycleStates()) {
      const snapshot = snapshots.get(state.key);
      if (snapshot === undefined) throw new Error(`XState does not reach ${state.key}`);
      for (const fact of lifecycleFacts) {
        const expected = chartTransition(snapshot, fact);
        const key = expected && lifecycleStateOf(expected).key;
        expect([state.key, fact, nextLifecycle(state, fact)?.key]).toEqual([state.key, fact, key]);
      }
    }
  });

  test('never parts from XState on a random walk of facts', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...lifecycleFacts), { maxLength: 150 }), (facts) => {
        let state: LifecycleState = initialLifecycle;
        let snapshot = initialSnapshot;
        for (const fact of facts) {
          const next = chartTransition(snapshot, fact);
          expect(nextLifecycle(state, fact)?.key).toBe(next && lifecycleStateOf(next).key);
          state = nextLifecycle(state, fact) ?? state;
          snapshot = next ?? snapshot;
        }
      }),
      { numRuns: 300 },
    );
  });

  test('has one object for each key, so that states can be compared by identity', () => {
    const states = new Set(allLifecycleStates());
    expect(new Set([...states].map(({ key }) => key)).size).toBe(states.size);
    for (const state of states) {
      expect(state.key).toBe(`${state.status}/${state.severity}/${state.turn}`);
      for (const fact of lifecycleFacts) {
        const next = nextLifecycle(state, fact);
        if (next !== undefined) expect(states.has(next)).toBe(true);
      }
    }
  });

  test('reaches every status, rating and turn, and nothing that makes no sense', () => {
    const states = allLifecycleStates();
    expect(states).toHaveLength(37);
    expect(new Set(states.map(({ status }) => status))).toEqual(new Set(['new', ...statuses]));
    expect(new Set(states.map(({ severity }) => severity))).toEqual(new Set(severityRatings));
    expect(new Set(states.map(({ turn }) => turn))).toEqual(new Set(turns));
    expect(states.filter(({ status, turn }) => status === 'opened' && turn !== 'provider')).toEqual(
      [],
    );
  });

  test('refuses to answer for a state that no facts lead to', () => {
    const impossible = { ...initialLifecycle, status: 'closed', key: 'closed/A/provider' } as const;
    expect(() => nextLifecycle(impossible, { type: 'NoteAdded' })).toThrow('closed/A/provider');
  });

  test('answers for a state that lies ahead of everything it has met', () => {
    const farthest = allLifecycleStates().at(-1) ?? initialLifecycle;
    expect(farthest).not.toBe(initialLifecycle);
    expect(new ChartTable().row(farthest)?.legalTypes).toEqual(legalFactTypes(farthest));
  });

  test('calls a type legal exactly when one of its payloads is', () => {
    for (const state of allLifecycleStates()) {
      const legal = lifecycleFactTypes.filter((type) =>
        lifecycleFacts.some((fact) => fact.type === type && nextLifecycle(state, fact)),
      );
      expect(legalFactTypes(state)).toEqual(legal);
      expect(lifecycleFactTypes.filter((type) => isLegal(state, type))).toEqual(legal);
    }
  });
});

describe('the payloads the chart can tell apart', () => {
  test('cover every type of fact, and each has a number of its own', () => {
    expect(new Set(lifecycleFacts.map(({ type }) => type))).toEqual(new Set(lifecycleFactTypes));
    const numbers = lifecycleFacts.map((fact) => `${fact.type} ${payloadIndex(fact)}`);
    expect(new Set(numbers).size).toBe(lifecycleFacts.length);
    expect(numbers.filter((number) => /-|NaN/.test(number))).toEqual([]);
  });

  test('each is legal somewhere, but lowering to the top and raising to the bottom', () => {
    const unused = lifecycleFacts.filter(
      (fact) => !allLifecycleStates().some((state) => nextLifecycle(state, fact)),
    );
    expect(unused).toEqual([
      { type: 'SeverityLowered', to: 'A' },
      { type: 'SeverityRaised', to: 'C' },
    ]);
  });
});
