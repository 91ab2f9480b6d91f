import { availableParallelism } from 'node:os';
import { organizationStreamId } from '@caseline/case-domain';
import { START, type Clock, type Instant } from '@caseline/event-sourcing';
import { openLog, type OpenedLog } from '@caseline/hosting';
import { hashOfPack } from '@caseline/support-policy';
import type { ObjectiveComparison, RefusedUnderDraft } from './comparison.ts';
import type { SeenCases } from './log-trial.ts';
import { WhatIfTally, type CountedNumbers } from './numbers.ts';
import { WhatIfFault } from './what-if-fault.ts';
import type { CaseRange, LogEnd, WhatIfOrder, WhatIfTask } from './what-if-order.ts';
import { runTasks, type ThreadOptions } from './what-if-threads.ts';

/** More threads than this gain nothing: each reads the whole log. */
const MAX_THREADS = 8;
/** Events of a log that one thread keeps the cases of at a time. */
const EVENTS_PER_TASK = 1_000_000;
const HEX = [...'0123456789abcdef'];

/** What a draft would have made of the past, beside what was judged. Nothing is written. */
export interface WhatIfAnswer extends CountedNumbers {
  /** `pack@version` of the draft, and the hash that its publication would carry. */
  readonly draft: { readonly policyVersion: string; readonly hash: string };
  /** The versions that judged the cases. */
  readonly then: readonly string[];
  readonly range: CaseRange;
  /** Both sides are judged up to here: when the last event was recorded. */
  readonly horizon: Instant;
  /** Events that were judged anew. */
  readonly events: number;
  /** The objectives behind every change that is counted. */
  readonly changed: readonly ObjectiveComparison[];
  /** The facts behind every refusal that is counted. */
  readonly refused: readonly RefusedUnderDraft[];
}

export interface WhatIfOptions extends Partial<ThreadOptions> {
  readonly clock: Clock;
}

/**
 * Judges the cases of a log anew under a draft and compares. The same log, draft and range give the
 * same answer, with any number of threads. Throws `WhatIfFault`.
 */
export async function askWhatIf(
  order: WhatIfOrder,
  { clock, threads = usualThreads(), signal, onProgress }: WhatIfOptions,
): Promise<WhatIfAnswer> {
  refuseEmptyRange(order.range);
  const end = await endOfLog(order, clock);
  const tasks = tasksOf(order, end, threads);
  const progress = onProgress === undefined ? {} : { onProgress };
  const results = await runTasks(tasks, { threads, signal, ...progress });
  const seen = seenBy(results.map((result) => result.seen));
  refuseNothing(order, seen);
  const tally = new WhatIfTally();
  for (const result of results) tally.merge(result);
  const { draft, range } = order;
  return {
    draft: { policyVersion: `${draft.id}@${draft.version}`, hash: hashOfPack(draft) },
    then: seen.policyVersions,
    ...{ range, horizon: end.horizon, events: seen.events },
    ...tally.counted(),
    changed: results.flatMap(({ changed }) => changed),
    refused: results.flatMap(({ refused }) => refused),
  };
}

const usualThreads = (): number => Math.min(availableParallelism(), MAX_THREADS);

async function endOfLog({ stores, range }: WhatIfOrder, clock: Clock): Promise<LogEnd> {
  const log = await openLog(stores, { mode: 'read', clock });
  try {
    const head = await log.store.head();
    const horizon = await log.lastRecordedAt();
    if (head === START || horizon === undefined) {
      throw new WhatIfFault('log-empty', 'The log has no events yet.');
    }
    await refuseUnknownOrganization(log, range);
    return { head, horizon };
  } finally {
    await log.store.close();
  }
}

async function refuseUnknownOrganization(
  { store }: OpenedLog,
  { organizationId }: CaseRange,
): Promise<void> {
  if (organizationId === null) return;
  const known = await store.readStream(organizationStreamId(organizationId), { max: 1 });
  if (known.length > 0) return;
  throw new WhatIfFault('organization-unknown', `There is no organization ${organizationId}.`);
}

function refuseEmptyRange({ from, to }: CaseRange): void {
  if (from === null || to === null || from < to) return;
  throw new WhatIfFault('range-empty', `No instant is from ${from} on and before ${to}.`);
}

/** Says why nothing was judged, where the question itself is the reason. */
function refuseNothing({ draft, range }: WhatIfOrder, seen: SeenCases): void {
  const { firstOpenedAt: first, lastOpenedAt: last, casesOfPack } = seen;
  if (first === null || last === null) {
    throw new WhatIfFault('log-empty', 'The log has no cases yet.');
  }
  if (range.to !== null && range.to <= first) {
    const detail = `The first case was opened at ${first}, not before ${range.to}.`;
    throw new WhatIfFault('instant-before-first-case', detail);
  }
  if (range.from !== null && range.from > last) {
    const detail = `The last case was opened at ${last}, before ${range.from}.`;
    throw new WhatIfFault('instant-after-last-case', detail);
  }
  if (casesOfPack === 0) {
    const detail = `None of the ${seen.cases} cases was judged by a version of ${draft.id}.`;
    throw new WhatIfFault('policy-judges-no-case', detail);
  }
}

/**
 * Cases are dealt out by the first digits of their ids, which are hashes: whole cases to one task,
 * in order, so that the results one after the other are in the order of the cases.
 */
function tasksOf(order: WhatIfOrder, end: LogEnd, threads: number): readonly WhatIfTask[] {
  const wanted = Math.max(threads, Math.ceil(end.head / EVENTS_PER_TASK));
  const digits = wanted <= HEX.length ? HEX : HEX.flatMap((a) => HEX.map((b) => `${a}${b}`));
  const count = Math.min(wanted, digits.length);
  const partOf = (number: number): number => Math.floor((number * digits.length) / count);
  return Array.from({ length: count }, (_, number) => ({
    ...order,
    end,
    streamPrefixes: digits
      .slice(partOf(number), partOf(number + 1))
      .map((digit) => `case-${digit}`),
  }));
}

/** What all threads together have seen. */
function seenBy(parts: readonly SeenCases[]): SeenCases {
  const sum = (key: 'events' | 'cases' | 'casesOfPack'): number =>
    parts.reduce((total, part) => total + part[key], 0);
  const opened = parts.flatMap(({ firstOpenedAt, lastOpenedAt }) =>
    [firstOpenedAt, lastOpenedAt].filter((at) => at !== null),
  );
  const inOrder = opened.toSorted();
  return {
    ...{ events: sum('events'), cases: sum('cases'), casesOfPack: sum('casesOfPack') },
    firstOpenedAt: inOrder[0] ?? null,
    lastOpenedAt: inOrder.at(-1) ?? null,
    policyVersions: [...new Set(parts.flatMap((part) => part.policyVersions))].toSorted(),
  };
}
