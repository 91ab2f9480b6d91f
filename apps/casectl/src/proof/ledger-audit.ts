import {
  CheckpointAudit,
  eventLeafHash,
  isEventHash,
  isLedgered,
  type CheckpointFinding,
  type EventLeaf,
  type LedgerCheckpoint,
} from '@caseline/ledger';
import type { ProofFault } from './proof-fault.ts';

/** Holds the events of a log against checkpoints, in its global order. */
export class LedgerAudit {
  readonly #audit: CheckpointAudit;

  constructor(checkpoints: readonly LedgerCheckpoint[]) {
    this.#audit = new CheckpointAudit(checkpoints);
  }

  /** Events so far that have a leaf: the index of the next one. */
  get size(): number {
    return this.#audit.size;
  }

  /** The next event; one without a hash gets no leaf, and its chain says why. */
  take({ streamId, revision, hash }: Omit<EventLeaf, 'index'>): void {
    if (!isLedgered(streamId) || !isEventHash(hash)) return;
    this.#audit.add(eventLeafHash({ index: this.#audit.size, streamId, revision, hash }));
  }

  findings(): readonly CheckpointFinding[] {
    return this.#audit.findings();
  }
}

/** What is wrong by a checkpoint: the first that does not hold says where to look. */
export function faultOfCheckpoints(
  findings: readonly CheckpointFinding[],
  logSize: number,
): ProofFault | undefined {
  const first = findings.find(({ verdict }) => verdict !== 'holds');
  if (first === undefined) return undefined;
  const { size } = first.checkpoint;
  const nowhere = { streamId: null, revision: null };
  if (first.verdict === 'log-too-short') {
    const detail = `ends after ${logSize} events; the checkpoint covers ${size}`;
    return { kind: 'cut-short', ...nowhere, index: logSize, detail };
  }
  const detail =
    `among the events ${first.soundSize} to ${size - 1} is one that was not there, or not so, ` +
    'when the checkpoint was signed';
  return { kind: 'not-as-sealed', ...nowhere, index: first.soundSize, detail };
}
