import type { EventMark, Position } from '@caseline/event-sourcing';
import { START } from '@caseline/event-sourcing';
import type { CheckpointSealed } from './checkpoint-sealed.ts';
import { eventLeafHash, isLedgered } from './event-leaf.ts';
import type { LedgerCheckpoint } from './ledger-checkpoint.ts';
import { LedgerFault } from './ledger-fault.ts';
import { TreeFrontier } from './tree-frontier.ts';

type LastLeaf = CheckpointSealed['lastLeaf'];

/**
 * The tree of a log that is read on and sealed again and again. It never leaves the history of the
 * checkpoints that it was told of: a log without their events is refused, not sealed.
 */
export class SealedTree {
  readonly #tree: TreeFrontier;
  /** Checkpoints that the tree has not reached, the smallest first. */
  readonly #ahead: LedgerCheckpoint[];
  #position: Position;
  #lastLeaf: LastLeaf | null;

  private constructor(
    tree: TreeFrontier,
    at: { readonly lastLeaf: LastLeaf | null; readonly known: readonly LedgerCheckpoint[] },
  ) {
    this.#tree = tree;
    this.#lastLeaf = at.lastLeaf;
    this.#position = at.lastLeaf?.position ?? START;
    this.#ahead = at.known
      .filter(({ size }) => size >= tree.size)
      .toSorted((one, other) => one.size - other.size);
    this.#compare();
  }

  /** A tree to be read from the first event of the log on. */
  static fromStart(known: readonly LedgerCheckpoint[]): SealedTree {
    return new SealedTree(new TreeFrontier(), { lastLeaf: null, known });
  }

  /**
   * The tree as it was sealed, to be read on behind its last leaf. Throws `malformed-state`, and
   * `log-differs` when the kept hashes do not make the root of a known checkpoint of that size.
   */
  static resume(sealed: CheckpointSealed, known: readonly LedgerCheckpoint[]): SealedTree {
    const { size, subtrees: hashes, lastLeaf } = sealed;
    return new SealedTree(TreeFrontier.resume({ size, hashes }), { lastLeaf, known });
  }

  get size(): number {
    return this.#tree.size;
  }

  /** Behind this position the log is still to be read. */
  get position(): Position {
    return this.#position;
  }

  /** The next event of the log; throws `log-differs` where a known checkpoint is another's. */
  take({ id, position, streamId, revision, hash }: EventMark): void {
    this.#position = position;
    if (!isLedgered(streamId)) return;
    this.#tree.append(eventLeafHash({ index: this.#tree.size, streamId, revision, hash }));
    this.#lastLeaf = { eventId: id, position };
    this.#compare();
  }

  /** Throws `checkpoint-ahead-of-log` at the end of a log that lacks events sealed before. */
  checkEnd(): void {
    const furthest = this.#ahead.at(-1);
    if (furthest === undefined) return;
    throw new LedgerFault(
      'checkpoint-ahead-of-log',
      `a checkpoint says ${furthest.size} events, the log holds ${this.size}: its end was cut` +
        ' off, or an older log was restored',
    );
  }

  /** What a seal says of the tree as it is; null while there is nothing to seal. */
  state(): (Omit<CheckpointSealed, 'checkpoint'> & Pick<LedgerCheckpoint, 'root'>) | null {
    if (this.#lastLeaf === null) return null;
    const { size, hashes } = this.#tree.state();
    return { size, root: this.#tree.root(), subtrees: [...hashes], lastLeaf: this.#lastLeaf };
  }

  #compare(): void {
    for (let next = this.#ahead[0]; next?.size === this.size; next = this.#ahead[0]) {
      if (!this.#tree.root().equals(next.root)) {
        throw new LedgerFault('log-differs', `the first ${next.size} events are not those sealed`);
      }
      this.#ahead.shift();
    }
  }
}
