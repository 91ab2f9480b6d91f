import { describe, expect, test } from '@jest/globals';
import { lifecycleFacts } from './lifecycle-facts.ts';
import type { LifecycleFact, LifecycleFactType } from './lifecycle-facts.ts';
import { allLifecycleStates, initialLifecycle, nextLifecycle } from './lifecycle.ts';
import { severities } from './lifecycle-state.ts';
import type { LifecycleState } from './lifecycle-state.ts';

const opened: LifecycleFact = { type: 'CaseOpened', severity: 'B' };
const triaged: LifecycleFact = { type: 'CaseTriaged', severity: 'B', contacted: false };
const call = (contacted: boolean, answered: boolean): LifecycleFact => ({
  type: 'CallLogged',
  contacted,
  answered,
});

/** The keys a case goes through; the walk ends at the first fact that is refused. */
function walk(...facts: LifecycleFact[]): string[] {
  const keys: string[] = [];
  let state: LifecycleState = initialLifecycle;
  for (const fact of facts) {
    const next = nextLifecycle(state, fact);
    if (next === undefined) return [...keys, `${fact.type} refused`];
    keys.push(next.key);
    state = next;
  }
  return keys;
}

/** Where the last of the facts leads, or that it was refused. */
const after = (...facts: LifecycleFact[]): string | undefined => walk(...facts).at(-1);

describe('the life of a case', () => {
  test('goes from opened to closed', () => {
    expect(
      walk(
        opened,
        triaged,
        { type: 'FirstResponseSent' },
        { type: 'UpdateSent' },
        { type: 'InformationRequested' },
        { type: 'CustomerReplied' },
        { type: 'CaseResolved' },
        { type: 'ResolutionAccepted' },
      ),
    ).toEqual([
      'opened/B/provider',
      'triaged/B/provider',
      'responded/B/provider',
      'responded/B/provider',
      'responded/B/customer',
      'responded/B/provider',
      'resolved/B/customer',
      'closed/B/nobody',
    ]);
  });

  test('a case that a call reached before triage is answered at triage', () => {
    expect(after(opened, call(true, false), { ...triaged, contacted: true })).toBe(
      'responded/B/provider',
    );
  });

  test('only a call that reaches the customer answers a triaged case', () => {
    expect(after(opened, triaged, call(false, false))).toBe('triaged/B/provider');
    expect(after(opened, triaged, call(true, false))).toBe('responded/B/provider');
  });

  test('there is one first response, and updates come after it', () => {
    const response = { type: 'FirstResponseSent' } as const;
    expect(after(opened, response)).toBe('FirstResponseSent refused');
    expect(after(opened, triaged, response, response)).toBe('FirstResponseSent refused');
    expect(after(opened, triaged, { type: 'UpdateSent' })).toBe('UpdateSent refused');
  });

  test('a call hands the turn back only when it answers the open requests', () => {
    const asked = [opened, triaged, { type: 'InformationRequested' }] as const;
    expect(after(...asked, call(true, false))).toBe('responded/B/customer');
    expect(after(...asked, call(true, true))).toBe('responded/B/provider');
  });

  test('a resolved case waits for the customer until it is reopened or closed', () => {
    const resolved = [opened, triaged, { type: 'CaseResolved' }] as const;
    expect(after(...resolved, { type: 'CustomerReplied' })).toBe('resolved/B/customer');
    expect(after(...resolved, call(true, true))).toBe('resolved/B/customer');
    expect(after(...resolved, { type: 'CaseReopened' })).toBe('responded/B/provider');
    expect(after(...resolved, { type: 'CaseClosed' })).toBe('closed/B/nobody');
    expect(after(...resolved, { type: 'CaseClosed' }, { type: 'CaseReopened' })).toBe(
      'CaseReopened refused',
    );
  });

  test('a merge is undone to the status before it, and it is the provider who goes on', () => {
    const asked = [opened, triaged, { type: 'InformationRequested' }] as const;
    const merged = [...asked, { type: 'CaseMerged' }] as const;
    expect(after(...merged)).toBe('merged/B/nobody');
    expect(after(...merged, { type: 'MergeUndone', restoredStatus: 'responded' })).toBe(
      'responded/B/provider',
    );
  });

  test.each(['CaseDeclined', 'CaseWithdrawn', 'CaseMerged'] as const)(
    'after %s the severity cannot move and nothing but notes and links is taken',
    (type) => {
      const ended = [opened, triaged, { type }] as const;
      expect(after(...ended, { type: 'SeverityLowered', to: 'C' })).toBe('SeverityLowered refused');
      expect(after(...ended, { type: 'NoteAdded' })).toMatch(/\/B\/nobody$/);
      expect(after(...ended, { type: 'CaseAssigned' })).toBe('CaseAssigned refused');
    },
  );

  test('a fact with more fields than the chart asks for is taken as it is', () => {
    const note = { type: 'NoteAdded', severity: 'A', to: 'A', contacted: true } as const;
    expect(after(opened, note)).toBe('opened/B/provider');
  });
});

describe('severity', () => {
  const rank = { unrated: 0, C: 1, B: 2, A: 3 } as const;
  const assessing: LifecycleFactType[] = ['CaseOpened', 'CaseTriaged', 'CaseReclassified'];
  const moves = allLifecycleStates().flatMap((from) =>
    lifecycleFacts.flatMap((fact) => {
      const to = nextLifecycle(from, fact);
      return to === undefined || to.severity === from.severity ? [] : [{ from, fact, to }];
    }),
  );

  test('goes down only by SeverityLowered and up only by SeverityRaised, but for assessing', () => {
    for (const { from, fact, to } of moves) {
      if (assessing.includes(fact.type)) continue;
      const down = rank[to.severity] < rank[from.severity];
      expect(fact).toEqual({
        type: down ? 'SeverityLowered' : 'SeverityRaised',
        to: to.severity,
      });
    }
  });

  test.each([
    ['SeverityLowered', ['A → B', 'A → C', 'B → C']],
    ['SeverityRaised', ['B → A', 'C → B', 'C → A']],
  ] as const)('%s takes exactly its drawn paths, in triaged and in responded', (type, paths) => {
    const taken = (status: string) =>
      moves
        .filter(({ from, fact }) => fact.type === type && from.status === status)
        .map(({ from, to }) => `${from.severity} → ${to.severity}`);
    expect(new Set(taken('triaged'))).toEqual(new Set(paths));
    expect(new Set(taken('responded'))).toEqual(new Set(paths));
    expect(moves.filter(({ fact }) => fact.type === type).map(({ from }) => from.status)).toEqual(
      expect.not.arrayContaining(['opened', 'resolved', 'closed']),
    );
  });

  test('is set by opening, triage and reclassification to what they say', () => {
    for (const severity of [...severities, null]) {
      const rating = severity ?? 'unrated';
      expect(after({ type: 'CaseOpened', severity })).toBe(`opened/${rating}/provider`);
      expect(after(opened, { type: 'CaseTriaged', severity, contacted: false })).toBe(
        `triaged/${rating}/provider`,
      );
      expect(after(opened, { type: 'CaseReclassified', severity })).toBe(
        `opened/${rating}/provider`,
      );
    }
  });
});
