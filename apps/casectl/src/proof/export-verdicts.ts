import { PolicyNotPublished } from '@caseline/case-engine';
import { UnreadableEvent, type Clock, type RecordedEvent } from '@caseline/event-sourcing';
import { Reproducing } from '../verdicts/reproducing.ts';
import { eventsOf, storedVerdicts } from '../verdicts/stored-verdicts.ts';
import type { ExportStreams } from './export-streams.ts';
import type { ProofFault } from './proof-fault.ts';

const MAX_LISTED_FAULTS = 1_000;

/** What became of judging all cases again. */
export interface VerdictFindings {
  readonly cases: number;
  readonly objectives: number;
  readonly faultCount: number;
  readonly faults: readonly ProofFault[];
}

/**
 * Judges every case of an export again, from its facts and the policies in it, and compares every
 * verdict and due instant with what its events state.
 */
export async function judgeAgain(
  streams: ExportStreams,
  clock: Clock,
  onCase: (done: number, total: number) => void,
): Promise<VerdictFindings> {
  const store = streams.asStore();
  const reproducing = new Reproducing(store, clock);
  const faults: ProofFault[] = [];
  const counts = { cases: 0, objectives: 0, faultCount: 0 };
  const cases = streams.ids('case-');
  for (const streamId of cases) {
    const events = await eventsOf(store, streamId);
    const found = await judged(reproducing, events, streamId);
    counts.cases += 1;
    counts.objectives += found.objectives;
    counts.faultCount += found.faults.length;
    faults.push(...found.faults.slice(0, MAX_LISTED_FAULTS - faults.length));
    onCase(counts.cases, cases.length);
  }
  return { ...counts, faults };
}

async function judged(
  reproducing: Reproducing,
  events: readonly RecordedEvent[],
  streamId: string,
): Promise<{ readonly objectives: number; readonly faults: readonly ProofFault[] }> {
  try {
    const stored = storedVerdicts(events);
    if (stored === undefined) return { objectives: 0, faults: [] };
    const differences = await reproducing.differences(stored);
    const objectives = stored.objectives.length;
    const faults = differences.map(({ objectiveId, what, stored: said, reproduced }) => {
      const detail = `${what} is ${said ?? 'none'}, judged again ${reproduced ?? 'none'}`;
      return fault(streamId, objectiveId === null ? detail : `${objectiveId}: ${detail}`);
    });
    return { objectives, faults };
  } catch (error) {
    const isForeseen = error instanceof PolicyNotPublished || error instanceof UnreadableEvent;
    if (!isForeseen) throw error;
    return { objectives: 0, faults: [fault(streamId, error.message)] };
  }
}

const fault = (streamId: string, detail: string): ProofFault => ({
  kind: 'verdict-differs',
  ...{ streamId, revision: null, index: null },
  detail,
});
