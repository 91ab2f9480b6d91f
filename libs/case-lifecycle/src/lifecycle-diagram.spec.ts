import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { describeLifecycle } from './lifecycle-description.ts';
import type { LifecycleRegion, LifecycleTransition } from './lifecycle-description.ts';
import { lifecycleDiagram } from './lifecycle-diagram.ts';
import { lifecycleFacts } from './lifecycle-facts.ts';
import { allLifecycleStates, isLegal, nextLifecycle } from './lifecycle.ts';
import type { LifecycleState } from './lifecycle-state.ts';

const goldenFile = new URL('../../../test/golden/lifecycle/lifecycle.mmd', import.meta.url);

/** Every legal step of a case, once for each payload. */
const steps = allLifecycleStates().flatMap((before) =>
  lifecycleFacts.flatMap((fact) => {
    const after = nextLifecycle(before, fact);
    return after === undefined ? [] : [{ before, fact, after }];
  }),
);

const description = describeLifecycle();

const placeIn = (region: LifecycleRegion, state: LifecycleState): string => {
  if (region.name === 'progress') return state.status;
  return region.name === 'severity' ? state.severity : state.turn;
};

/** True when a state is the named one, lies in the named group, or the region itself is named. */
function liesIn(region: LifecycleRegion, place: string, name: string): boolean {
  if (place === name || name === region.name) return true;
  const group = region.states.find((state) => state.name === place)?.group ?? null;
  return group !== null && liesIn(region, group, name);
}

const follows = (
  region: LifecycleRegion,
  { from, to, event }: LifecycleTransition,
  { before, fact, after }: (typeof steps)[number],
): boolean =>
  fact.type === event &&
  liesIn(region, placeIn(region, before), from) &&
  placeIn(region, after) === (to ?? placeIn(region, before));

describe.each(description.regions.map((region) => [region.name, region] as const))(
  'the description of %s',
  (_name, region) => {
    test('has a transition for every move a case can make', () => {
      const undescribed = steps
        .filter(({ before, after }) => placeIn(region, before) !== placeIn(region, after))
        .filter((step) => !region.transitions.some((drawn) => follows(region, drawn, step)));
      expect(undescribed).toEqual([]);
    });

    test('has no transition that no case can take', () => {
      const idle = region.transitions.filter(
        (drawn) => !steps.some((step) => follows(region, drawn, step)),
      );
      expect(idle).toEqual([]);
    });
  },
);

describe('the description', () => {
  test('names the regions, their initial states and the guards', () => {
    expect(description.regions.map(({ name, initial }) => [name, initial])).toEqual([
      ['progress', 'new'],
      ['severity', 'unrated'],
      ['turn', 'nobody'],
    ]);
    expect(description.regions.flatMap(({ transitions }) => transitions)).toEqual(
      expect.arrayContaining([
        { from: 'opened', to: 'responded', event: 'CaseTriaged', guards: ['contacted'] },
        { from: 'opened', to: 'triaged', event: 'CaseTriaged', guards: ['otherwise'] },
        { from: 'A', to: 'B', event: 'SeverityLowered', guards: ['in workable', 'to B'] },
        { from: 'responded', to: null, event: 'UpdateSent', guards: [] },
      ]),
    );
  });

  test('gives every state of every region a name of its own', () => {
    const names = description.regions.flatMap(({ name, states }) => [
      name,
      ...states.map((state) => state.name),
    ]);
    expect(new Set(names).size).toBe(names.length);
  });

  test('says of each type of fact in which statuses it is allowed', () => {
    const allowed = new Map(description.facts.map(({ type, allowedIn }) => [type, allowedIn]));
    expect(allowed.get('UpdateSent')).toEqual(['responded']);
    expect(allowed.get('ContactCorrected')).toEqual(['opened', 'triaged', 'responded', 'resolved']);
    for (const { type, allowedIn } of description.facts) {
      const legalIn = allLifecycleStates().filter((state) => isLegal(state, type));
      expect([type, new Set(allowedIn)]).toEqual([
        type,
        new Set(legalIn.map(({ status }) => status)),
      ]);
    }
  });

  test('is JSON as it is', () => {
    expect(JSON.parse(JSON.stringify(description))).toEqual(description);
  });
});

describe('the diagram', () => {
  test('is the one kept in test/golden: `casectl diagram` prints a new one', () => {
    expect(lifecycleDiagram()).toBe(readFileSync(goldenFile, 'utf8'));
  });

  test.each(['A --> B', 'A --> C', 'B --> C'])('draws the downgrade %s (V21)', (arrow) => {
    expect(lifecycleDiagram()).toMatch(
      new RegExp(`^ *${arrow} : SeverityLowered \\[in workable, to ${arrow.at(-1)}\\]$`, 'm'),
    );
  });

  test('shows every transition of every region', () => {
    const diagram = lifecycleDiagram();
    for (const region of description.regions) {
      for (const { to, event, guards } of region.transitions) {
        const label = guards.length === 0 ? event : `${event} [${guards.join(', ')}]`;
        const lines = diagram.split('\n').filter((line) => line.includes(label));
        const drawn = lines.filter((line) => to === null || line.includes(`--> ${to} : `));
        expect([label, to, drawn.length > 0]).toEqual([label, to, true]);
      }
    }
  });

  test('draws no arrow from a group to its own member, which Mermaid cannot lay out', () => {
    const arrows = lifecycleDiagram().matchAll(/(\w+) --> (\w+)/g);
    for (const [, from = '', to = ''] of arrows) {
      const region = description.regions.find(({ states }) =>
        states.some(({ name }) => name === to),
      );
      if (region === undefined) throw new Error(`An arrow leads to an unknown state: ${to}`);
      expect([from, to, liesIn(region, to, from)]).toEqual([from, to, from === to]);
    }
  });
});
