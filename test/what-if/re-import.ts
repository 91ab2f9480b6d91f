/** The long way to a what-if: a log imported under each of two policies, and what is stored. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from '@jest/globals';
import { shippedPackText } from '@caseline/support-policy';
import type { WhatIfAnswer } from '@caseline/what-if';
import { casectl, casectlProcess, type CasectlRun } from '../support/casectl-run.ts';

const mapping = fileURLToPath(
  new URL('../../apps/casectl/mappings/bpi-2013-incidents.yaml', import.meta.url),
);

/** A log imported under the shipped pack, and again, elsewhere, under a draft. */
export interface TwoImports {
  readonly draft: string;
  readonly then: string;
  readonly again: string;
}

type Runner = (args: readonly string[]) => Promise<CasectlRun>;

/** Imports in processes of their own, both at once: for long logs. */
export const inProcesses: Runner = (args) => casectlProcess(args);
/** Imports within the test: for short logs. */
export const here: Runner = (args) => casectl(args);

async function done(running: Promise<CasectlRun>): Promise<string> {
  const { exit, stdout, stderr } = await running;
  if (exit !== 0) throw new Error(stderr);
  return stdout;
}

/** Imports a log under the shipped pack. */
export async function importThen(root: string, log: string, run: Runner): Promise<string> {
  const folder = join(root, 'then');
  await importInto(folder, log, { pack: shippedPackText('china-21vianet').text, run });
  return folder;
}

/** Imports a log under a draft, as if it had always been in force. */
export async function importAgain(
  root: string,
  log: string,
  by: { readonly draft: string; readonly run: Runner },
): Promise<Pick<TwoImports, 'draft' | 'again'>> {
  const again = join(root, 'again');
  await importInto(again, log, { pack: by.draft, run: by.run });
  return { draft: join(again, '..', 'again.yaml'), again };
}

async function importInto(
  folder: string,
  log: string,
  { pack, run }: { readonly pack: string; readonly run: Runner },
): Promise<void> {
  const file = `${folder}.yaml`;
  writeFileSync(file, pack);
  await done(run(['policy', 'publish', file, '--data', folder]));
  await done(run(['import', log, '--mapping', mapping, '--data', folder, '--json']));
}

/** What a draft changes, as the answer of `casectl what-if --json`. */
export async function answerOf(
  data: string,
  draft: string,
  more: readonly string[] = [],
): Promise<WhatIfAnswer> {
  const args = ['what-if', '--policy', draft, '--data', data, '--json', ...more];
  return JSON.parse(await done(casectl(args))) as WhatIfAnswer;
}

/** A verdict with its deadline, by case and objective. */
type Verdicts = ReadonlyMap<string, string>;

interface Line {
  readonly caseId: string;
  readonly objectives: readonly {
    readonly objectiveId: string;
    readonly severity: string | null;
    readonly startedAt: string;
    readonly dueAt: string | null;
    readonly verdict: string | null;
  }[];
}

const told = (objective: Omit<Line['objectives'][number], 'objectiveId'>): string => {
  const { severity, startedAt, dueAt, verdict } = objective;
  return [severity, startedAt, dueAt, verdict ?? 'open'].join(' ');
};

/** Every verdict of a data folder as it is stored. */
export async function storedIn(data: string): Promise<Verdicts> {
  const lines = await done(casectl(['verdicts', '--data', data, '--json']));
  const verdicts = new Map<string, string>();
  for (const line of lines.trimEnd().split('\n')) {
    const { caseId, objectives } = JSON.parse(line) as Line;
    for (const objective of objectives) {
      verdicts.set(`${caseId} ${objective.objectiveId}`, told(objective));
    }
  }
  return verdicts;
}

/** What is stored with the changes of an answer put in. */
function withChanges(then: Verdicts, { changed }: WhatIfAnswer): Verdicts {
  const verdicts = new Map(then);
  for (const { caseId, then: before } of changed) {
    if (before === null) continue;
    const key = `${caseId} ${before.objectiveId}`;
    expect(verdicts.get(key)).toBe(told(before));
    verdicts.delete(key);
  }
  for (const { caseId, draft } of changed) {
    if (draft !== null) verdicts.set(`${caseId} ${draft.objectiveId}`, told(draft));
  }
  return verdicts;
}

const counted = (verdicts: Verdicts): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = { met: 0, breached: 0, 'not-applicable': 0, open: 0 };
  for (const verdict of verdicts.values()) {
    const name = verdict.split(' ').at(-1) ?? '';
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
};

/** An answer says of each objective what both imports have stored, and its totals are theirs. */
export async function expectSameAsImports(
  answer: WhatIfAnswer,
  { then, again }: Pick<TwoImports, 'then' | 'again'>,
): Promise<void> {
  const storedThen = await storedIn(then);
  const storedAgain = await storedIn(again);
  expect(answer.totals.then).toEqual(counted(storedThen));
  expect(answer.totals.draft).toEqual(counted(storedAgain));
  const judged = withChanges(storedThen, answer);
  expect(new Map([...judged].toSorted())).toEqual(new Map([...storedAgain].toSorted()));
}
