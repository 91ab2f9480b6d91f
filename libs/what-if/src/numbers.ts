import type { CaseComparison, Change, ObjectiveComparison, Verdict } from './comparison.ts';

/** How many objectives each policy judges how. */
export type VerdictCounts = Readonly<Record<Verdict, number>>;

/** What is counted of some cases. All are objectives, but for cases and refusals. */
export interface Numbers {
  readonly cases: number;
  /** Cases of which at least one objective is judged otherwise, or a fact refused. */
  readonly casesChanged: number;
  readonly then: VerdictCounts;
  readonly draft: VerdictCounts;
  readonly changes: Readonly<Record<Change, number>>;
  /** Severities that the draft would have refused. */
  readonly severitiesRefused: number;
  /** Other facts that could not have happened so, such as reopening after the closing. */
  readonly factsRefused: number;
}

/** The numbers of one group, such as a kind of support or a week. */
export interface GroupNumbers extends Numbers {
  readonly key: string;
}

export const GROUPINGS = ['kind', 'severity', 'organization', 'week'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** Counts comparisons; the order of the cases makes no difference. */
export class WhatIfTally {
  readonly #total = new Counter();
  readonly #groups = new Map<Grouping, Map<string, Counter>>(
    GROUPINGS.map((grouping) => [grouping, new Map<string, Counter>()]),
  );

  add(compared: CaseComparison): void {
    const touched = new Map<Counter, boolean>();
    for (const objective of compared.objectives) {
      const isChanged = objective.changes.length > 0;
      for (const counter of this.#countersOf(objective)) {
        counter.addObjective(objective);
        touched.set(counter, isChanged || touched.get(counter) === true);
      }
    }
    for (const refused of compared.refused) {
      for (const counter of this.#countersOf(refused)) {
        counter.addRefusal(refused.asked !== null);
        touched.set(counter, true);
      }
    }
    // A case without a promise is a case all the same.
    if (!touched.has(this.#total)) touched.set(this.#total, false);
    for (const [counter, isChanged] of touched) counter.addCase(isChanged);
  }

  /** Takes in what another thread has counted. */
  merge({ totals, by }: CountedNumbers): void {
    this.#total.merge(totals);
    for (const grouping of GROUPINGS) {
      for (const group of by[grouping]) this.#counter(grouping, group.key).merge(group);
    }
  }

  counted(): CountedNumbers {
    const groupsOf = (grouping: Grouping): readonly GroupNumbers[] =>
      [...(this.#groups.get(grouping) ?? [])]
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, counter]) => ({ key, ...counter.numbers() }));
    const by = Object.fromEntries(GROUPINGS.map((name) => [name, groupsOf(name)]));
    // Made from the list of groupings.
    return { totals: this.#total.numbers(), by: by as CountedNumbers['by'] };
  }

  #countersOf(
    of: Pick<ObjectiveComparison, 'kind' | 'severity' | 'organizationId' | 'week'>,
  ): readonly Counter[] {
    return [
      this.#total,
      this.#counter('kind', of.kind),
      this.#counter('severity', of.severity),
      this.#counter('organization', of.organizationId),
      this.#counter('week', of.week),
    ];
  }

  #counter(grouping: Grouping, key: string): Counter {
    const counters = this.#groups.get(grouping);
    const known = counters?.get(key);
    if (known !== undefined) return known;
    const counter = new Counter();
    counters?.set(key, counter);
    return counter;
  }
}

/** The totals and every group. */
export interface CountedNumbers {
  readonly totals: Numbers;
  readonly by: Readonly<Record<Grouping, readonly GroupNumbers[]>>;
}

type Counts<Key extends string> = Record<Key, number>;

const noVerdicts = (): Counts<Verdict> => ({
  met: 0,
  breached: 0,
  'not-applicable': 0,
  open: 0,
});

class Counter {
  readonly #then = noVerdicts();
  readonly #draft = noVerdicts();
  readonly #changes: Counts<Change> = {
    'deadline-earlier': 0,
    'deadline-later': 0,
    'deadline-otherwise': 0,
    'breach-gained': 0,
    'breach-lost': 0,
    'verdict-otherwise': 0,
    'severity-otherwise': 0,
    'promise-lost': 0,
    'promise-new': 0,
  };
  #cases = 0;
  #casesChanged = 0;
  #severitiesRefused = 0;
  #factsRefused = 0;

  addCase(isChanged: boolean): void {
    this.#cases += 1;
    if (isChanged) this.#casesChanged += 1;
  }

  addObjective({ then, draft, changes }: ObjectiveComparison): void {
    if (then !== null) this.#then[then.verdict] += 1;
    if (draft !== null) this.#draft[draft.verdict] += 1;
    for (const change of changes) this.#changes[change] += 1;
  }

  addRefusal(isSeverity: boolean): void {
    if (isSeverity) this.#severitiesRefused += 1;
    else this.#factsRefused += 1;
  }

  merge(numbers: Numbers): void {
    this.#cases += numbers.cases;
    this.#casesChanged += numbers.casesChanged;
    addTo(this.#then, numbers.then);
    addTo(this.#draft, numbers.draft);
    addTo(this.#changes, numbers.changes);
    this.#severitiesRefused += numbers.severitiesRefused;
    this.#factsRefused += numbers.factsRefused;
  }

  numbers(): Numbers {
    return {
      cases: this.#cases,
      casesChanged: this.#casesChanged,
      then: this.#then,
      draft: this.#draft,
      changes: this.#changes,
      severitiesRefused: this.#severitiesRefused,
      factsRefused: this.#factsRefused,
    };
  }
}

function addTo<Key extends string>(counts: Counts<Key>, more: Readonly<Counts<Key>>): void {
  // The keys of the counts are all there is to add.
  for (const key of Object.keys(counts) as Key[]) counts[key] += more[key];
}
