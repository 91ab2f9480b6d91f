import type { LedgerCheckpoint } from './ledger-checkpoint.ts';
import { TreeFrontier } from './tree-frontier.ts';
import type { TreeHash } from './tree-hash.ts';

/**
 * What a log is, held against one checkpoint: it begins with the leaves that were sealed; it does
 * not; or it is shorter than it was.
 */
export type CheckpointVerdict = 'holds' | 'root-mismatch' | 'log-too-short';

/** The verdict over one checkpoint, with the leaves among which a fault must be sought. */
export interface CheckpointFinding {
  readonly checkpoint: LedgerCheckpoint;
  readonly verdict: CheckpointVerdict;
  /** The size up to which an earlier checkpoint still holds: no fault stands before this index. */
  readonly soundSize: number;
}

/**
 * Holds a whole log against every checkpoint ever sealed, in one pass. Give it the leaf of each
 * event in global order; it keeps the checkpoints and a frontier. It finds what a chain of hashes
 * cannot, such as a chain that was rewritten to its end, a cut tail or streams in another order.
 * Checkpoints that hold are consistent with each other: they are sizes of one log.
 */
export class CheckpointAudit {
  readonly #tree = new TreeFrontier();
  /** The smallest first. */
  readonly #waiting: LedgerCheckpoint[];
  readonly #findings: CheckpointFinding[] = [];
  #soundSize = 0;

  constructor(checkpoints: readonly LedgerCheckpoint[]) {
    this.#waiting = checkpoints.toSorted((one, other) => one.size - other.size);
    this.#compare();
  }

  /** Leaves so far: the index of the next one. */
  get size(): number {
    return this.#tree.size;
  }

  /** The next leaf of the log. */
  add(leaf: TreeHash): void {
    this.#tree.append(leaf);
    this.#compare();
  }

  /** A finding for every checkpoint, the smallest first, once the log has ended. */
  findings(): readonly CheckpointFinding[] {
    const beyond = this.#waiting.map((checkpoint) => this.#finding(checkpoint, 'log-too-short'));
    return [...this.#findings, ...beyond];
  }

  #compare(): void {
    // Asked at every leaf, and of the first alone: there may be a checkpoint for every few of them.
    if (this.#waiting[0]?.size !== this.#tree.size) return;
    const due = this.#waiting.filter(({ size }) => size === this.#tree.size);
    this.#waiting.splice(0, due.length);
    const root = this.#tree.root();
    const found = due.map((checkpoint) =>
      this.#finding(checkpoint, root.equals(checkpoint.root) ? 'holds' : 'root-mismatch'),
    );
    this.#findings.push(...found);
    if (found.some(({ verdict }) => verdict === 'holds')) this.#soundSize = this.#tree.size;
  }

  #finding(checkpoint: LedgerCheckpoint, verdict: CheckpointVerdict): CheckpointFinding {
    return { checkpoint, verdict, soundSize: this.#soundSize };
  }
}
