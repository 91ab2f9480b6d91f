import { stat } from 'node:fs/promises';
import type { EventStore } from '@caseline/event-sourcing';
import { withLogToRead } from '../stores.ts';
import { withProgress, type Progress } from '../progress.ts';
import type { CaseVerdicts, ObjectiveVerdict } from '../verdicts/case-verdicts.ts';
import { Reproducing, type VerdictDifference } from '../verdicts/reproducing.ts';
import { caseStreams, eventsOf, storedVerdicts } from '../verdicts/stored-verdicts.ts';
import { verdictsIn } from '../verdicts/verdicts-file.ts';
import type { Run, Verb } from '../verb.ts';

/** Differences that are listed; beyond them they are only counted. */
const MAX_LISTED = 10_000;

/** Prints every stored verdict, or reproduces those of a file from the facts alone. */
export const verdicts: Verb = {
  usage: 'verdicts',
  summary: 'print every stored verdict and due instant, or reproduce those of a file',
  needsData: true,
  declare(command) {
    command.option(
      '--against <file>',
      'judge the cases of this file (verdicts --json) again, from the facts; list differences',
    );
  },
  async run(run, given) {
    const file = given.text('against');
    const title = file === undefined ? 'reading' : 'judging again';
    await withLogToRead(run, given, (store) =>
      withProgress(run.surroundings.stderr, title, (progress) =>
        file === undefined
          ? print(run, store, progress)
          : reproduce({ run, store, progress, file }),
      ),
    );
  },
};

/** One line a case with `--json`, so that the file can be of any size; else one an objective. */
async function print(run: Run, store: EventStore, progress: Progress): Promise<void> {
  const head = await store.head();
  const streams = await caseStreams(store, (position) => progress.show(position + 1, head + 1));
  for (const [number, streamId] of streams.entries()) {
    const stored = storedVerdicts(await eventsOf(store, streamId));
    if (stored === undefined) continue;
    await run.print(run.isJson ? JSON.stringify(stored) : objectiveLines(stored).join('\n'));
    progress.show(number + 1, streams.length);
  }
}

const objectiveLines = ({ caseId, policyVersion, objectives }: CaseVerdicts): readonly string[] =>
  objectives.map((objective) => `${caseId}  ${objectiveLine(objective)}  ${policyVersion}`);

const objectiveLine = ({ objectiveId, severity, dueAt, verdict }: ObjectiveVerdict): string =>
  [objectiveId, severity ?? 'unrated', dueAt ?? 'standing still', verdict ?? 'open'].join('  ');

/** A build may not judge the past otherwise than it was judged: exit code 1 where it would. */
async function reproduce(of: {
  readonly run: Run;
  readonly store: EventStore;
  readonly progress: Progress;
  readonly file: string;
}): Promise<void> {
  const { run, store, progress, file } = of;
  const { size } = await stat(file);
  const reproducing = new Reproducing(store, run.surroundings.clock);
  const differences: VerdictDifference[] = [];
  const counts = { cases: 0, objectives: 0, differences: 0 };
  let bytes = 0;
  for await (const stored of verdictsIn(file)) {
    const found = await reproducing.differences(stored);
    counts.cases += 1;
    counts.objectives += stored.objectives.length;
    counts.differences += found.length;
    differences.push(...found.slice(0, MAX_LISTED - differences.length));
    bytes += Buffer.byteLength(JSON.stringify(stored)) + 1;
    progress.show(Math.min(bytes, size), size);
  }
  if (counts.differences > 0) run.exit = 'finding';
  const seen = `${counts.objectives} objectives of ${counts.cases} cases`;
  const unlisted = counts.differences - differences.length;
  await run.result({ ...counts, listed: differences }, [
    counts.differences === 0
      ? `reproduced: every verdict and due instant of ${seen}`
      : `${counts.differences} differences in ${seen}`,
    ...differences.map(differenceLine),
    ...(unlisted > 0 ? [`and ${unlisted} more`] : []),
  ]);
}

const differenceLine = (difference: VerdictDifference): string => {
  const { caseId, objectiveId, what, stored, reproduced } = difference;
  const place = objectiveId === null ? caseId : `${caseId}  ${objectiveId}`;
  return `${place}  ${what}: stored ${stored ?? 'none'}, reproduced ${reproduced ?? 'none'}`;
};
