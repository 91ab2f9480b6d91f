import { LedgerFault } from './ledger-fault.ts';
import { EMPTY_ROOT, nodeHash, treeHashOf } from './tree-hash.ts';
import type { TreeHash } from './tree-hash.ts';

/** No tree is deeper: its size is a safe integer. */
export const MAX_TREE_DEPTH = 53;

/** What a tree that grows has to keep: plain data, to be stored and resumed. */
export interface FrontierState {
  /** Leaves so far. */
  readonly size: number;
  /** Base64 hashes of the complete subtrees, the largest, which is the leftmost, first. */
  readonly hashes: readonly string[];
}

/** A complete subtree: 2^level leaves, and how many subtrees of that level stand left of it. */
export interface CompleteSubtree {
  readonly level: number;
  readonly index: number;
  readonly hash: TreeHash;
}

/**
 * A Merkle tree (RFC 6962) that only grows. It keeps the roots of its complete subtrees, one for
 * each 1 in the binary size: 53 hashes at most, however many leaves there are.
 */
export class TreeFrontier {
  #size = 0;
  /** The largest subtree first, as the binary digits of the size from the left. */
  readonly #hashes: TreeHash[] = [];
  readonly #onComplete: ((subtree: CompleteSubtree) => void) | undefined;

  /** `onComplete` is told every subtree of two leaves or more, once, when its last leaf is in. */
  constructor(onComplete?: (subtree: CompleteSubtree) => void) {
    this.#onComplete = onComplete;
  }

  /** A tree that goes on where another one stopped; throws `malformed-state`. */
  static resume(
    state: FrontierState,
    onComplete?: (subtree: CompleteSubtree) => void,
  ): TreeFrontier {
    const hashes = state.hashes.map(treeHashOf).filter((each) => each !== undefined);
    const isSound = Number.isSafeInteger(state.size) && state.size >= 0;
    if (!isSound || hashes.length !== state.hashes.length || hashes.length !== ones(state.size)) {
      throw new LedgerFault(
        'malformed-state',
        `a tree of ${state.size} leaves does not keep these ${state.hashes.length} hashes`,
      );
    }
    const tree = new TreeFrontier(onComplete);
    tree.#size = state.size;
    tree.#hashes.push(...hashes);
    return tree;
  }

  /** Leaves so far. */
  get size(): number {
    return this.#size;
  }

  /**
   * Adds a leaf, or the root of a complete subtree of 2^level leaves. The size must be a multiple
   * of 2^level: anywhere else such a subtree is none.
   */
  append(hash: TreeHash, level = 0): void {
    const width = 2 ** level;
    let index = this.#size / width;
    if (!Number.isInteger(index)) {
      throw new RangeError(`no subtree of ${width} leaves begins at leaf ${this.#size}`);
    }
    this.#size += width;
    let root = hash;
    // Ends within the depth of a tree: each turn takes one digit from the index.
    for (let above = level + 1; index % 2 === 1; above += 1) {
      root = nodeHash(this.#hashes.pop() ?? missing(), root);
      index = (index - 1) / 2;
      this.#onComplete?.({ level: above, index, hash: root });
    }
    this.#hashes.push(root);
  }

  /** The root over all leaves so far. */
  root(): TreeHash {
    const rightToLeft = this.#hashes.toReversed();
    return rightToLeft.length === 0
      ? EMPTY_ROOT
      : rightToLeft.reduce((right, left) => nodeHash(left, right));
  }

  /** All that is needed to go on later. */
  state(): FrontierState {
    return { size: this.#size, hashes: this.#hashes.map((each) => each.toString('base64')) };
  }
}

/** The ones among the binary digits of a size. */
const ones = (size: number): number => size.toString(2).replaceAll('0', '').length;

function missing(): never {
  throw new Error('a tree has one hash for each 1 in its binary size');
}
