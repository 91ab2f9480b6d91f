import type { Whereabouts } from './figure-tables.ts';

/** A promise without a verdict, or with one that a call logged late may still correct. */
export interface RememberedPromise {
  readonly kind: string;
  readonly severity: string | null;
  readonly startedAt: number;
  /** When it was made: a change of severity can promise what was due before. */
  readonly madeAt: number;
  /** Where the broken promise was counted: a correction takes it back from there. */
  readonly breach?: { readonly at: Whereabouts; readonly reason: string };
}

/** What later lines of a case refer to. */
export interface CaseMemory {
  readonly promises: Readonly<Record<string, RememberedPromise>>;
  readonly answered?: Whereabouts;
  readonly resolved?: Whereabouts;
  /** Every team and agent that has had the case, once each, the latest last. */
  readonly teams: readonly string[];
  readonly agents: readonly string[];
}

const EMPTY: CaseMemory = { promises: {}, teams: [], agents: [] };
export const EMPTY_MEMORY = JSON.stringify(EMPTY);

interface Kept {
  readonly text: string;
  readonly memory: CaseMemory;
}

/**
 * The two memories that were read or written last: an event is counted from the facts before it and
 * after it, and the next event of the same append begins with the latter.
 */
let latest: Kept = { text: EMPTY_MEMORY, memory: EMPTY };
let former: Kept = latest;

function keep(kept: Kept): CaseMemory {
  former = latest;
  latest = kept;
  return kept.memory;
}

export function readMemory({ memory: text }: { readonly memory: string }): CaseMemory {
  if (latest.text === text) return latest.memory;
  if (former.text === text) return former.memory;
  // Written by `remember`.
  return keep({ text, memory: JSON.parse(text) as CaseMemory });
}

/** The memory with some of it changed, as a column. */
export function remember(
  facts: { readonly memory: string },
  changes: Partial<CaseMemory>,
): { readonly memory: string } {
  const memory = { ...readMemory(facts), ...changes };
  const text = JSON.stringify(memory);
  keep({ text, memory });
  return { memory: text };
}

/** A promise that was made; throws for one that never was. */
export function promiseOf(
  facts: { readonly memory: string },
  objectiveId: string,
): RememberedPromise {
  const { promises } = readMemory(facts);
  const promise = Object.hasOwn(promises, objectiveId) ? promises[objectiveId] : undefined;
  if (promise === undefined) throw new Error(`${objectiveId} is a promise that nobody made`);
  return promise;
}

export const withPromise = (
  facts: { readonly memory: string },
  objectiveId: string,
  promise: RememberedPromise,
) => remember(facts, { promises: { ...readMemory(facts).promises, [objectiveId]: promise } });

export function withoutPromise(facts: { readonly memory: string }, objectiveId: string) {
  const { [objectiveId]: _settled, ...promises } = readMemory(facts).promises;
  return remember(facts, { promises });
}
