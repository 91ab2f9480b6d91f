import type { OpenedCheckpoint } from '@caseline/ledger';
import { withProgress } from '../progress.ts';
import type { Run } from '../verb.ts';
import { checkpointFacts, checkpointLine, type CheckpointFacts } from './checkpoint-facts.ts';
import { ChainCheck } from './chain-check.ts';
import { chainThread } from './chain-thread.ts';
import { ExportFile } from './export-lines.ts';
import { ExportVerification, type ExportFindings } from './export-verification.ts';
import { judgeAgain, type VerdictFindings } from './export-verdicts.ts';
import { proofFaultLine, together, type FoundFaults } from './proof-fault.ts';

/** Checkpoints that are listed one by one; of more, only how many hold. */
const MAX_LISTED_CHECKPOINTS = 10;

const NOTHING: FoundFaults = { faultCount: 0, faults: [] };

export interface ExportToVerify {
  readonly file: string;
  readonly checkpoints: readonly OpenedCheckpoint[];
  /** Whether every case is judged again. */
  readonly isJudged: boolean;
}

/** Verifies an export by itself: chains, checkpoints, and where these are sound every verdict. */
export async function verifyExport(run: Run, asked: ExportToVerify): Promise<void> {
  const file = new ExportFile(asked.file);
  try {
    const { stderr, clock } = run.surroundings;
    const thread = chainThread(asked.file, file.size);
    const chains = thread === undefined ? new ChainCheck() : null;
    const verification = new ExportVerification(file, asked.checkpoints, chains);
    const findings = await withProgress(stderr, 'verifying', async (progress) => {
      const found = verification.run((done) => progress.show(done, file.size));
      return { ...found, ...together(found, (await thread?.findings()) ?? NOTHING) };
    });
    const isJudged = asked.isJudged && findings.faultCount === 0;
    const verdicts = !isJudged
      ? null
      : await withProgress(stderr, 'judging', (progress) =>
          judgeAgain(verification.streams, clock, (done, all) => progress.show(done, all)),
        );
    await tell(run, findings, verdicts);
  } finally {
    file.close();
  }
}

async function tell(
  run: Run,
  { events, streams, faultCount, faults, checkpoints }: ExportFindings,
  verdicts: VerdictFindings | null,
): Promise<void> {
  const found = faultCount + (verdicts?.faultCount ?? 0);
  const listed = [...faults, ...(verdicts?.faults ?? [])];
  if (found > 0) run.exit = 'finding';
  const seen = `${events} events of ${streams} streams`;
  const facts = checkpoints.map(checkpointFacts);
  const told = { events, streams, checkpoints: facts, verdicts };
  await run.result({ ...told, faultCount: found, faults: listed }, [
    found === 0 ? `sound: ${seen}` : `${found} faults in ${seen}`,
    ...listed.map(proofFaultLine),
    ...(found > listed.length ? [`and ${found - listed.length} more`] : []),
    ...checkpointLines(facts),
    ...beyondLines(events, facts),
    ...verdictLines(verdicts),
  ]);
}

/** What is said of checkpoints. */
export function checkpointLines(facts: readonly CheckpointFacts[]): readonly string[] {
  if (facts.length <= MAX_LISTED_CHECKPOINTS) return facts.map(checkpointLine);
  const holding = facts.filter(({ verdict }) => verdict === 'holds').length;
  return [`${holding} of ${facts.length} checkpoints: the log begins with these`];
}

/** What no checkpoint speaks of is said aloud, so that nobody takes it for proven. */
function beyondLines(events: number, facts: readonly CheckpointFacts[]): readonly string[] {
  const covered = Math.max(0, ...facts.map(({ size }) => size));
  if (facts.length === 0) {
    return ['no checkpoint was given: a cut end or a stream rewritten whole would not show'];
  }
  return events > covered ? [`${events - covered} events behind it are shown by chains alone`] : [];
}

function verdictLines(verdicts: VerdictFindings | null): readonly string[] {
  if (verdicts === null) return ['verdicts were not judged again'];
  const seen = `${verdicts.objectives} objectives of ${verdicts.cases} cases`;
  if (verdicts.faultCount === 0)
    return [`verdicts: every one of ${seen} is the same, judged again`];
  return [`verdicts: ${verdicts.faultCount} differences in ${seen}`];
}
