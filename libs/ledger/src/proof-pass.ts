import { TreeFrontier } from './tree-frontier.ts';
import { consistencyRanges, inclusionRanges } from './tree-proof.ts';
import type { LeafRange } from './tree-proof.ts';
import type { TreeHash } from './tree-hash.ts';

/**
 * Makes one proof in one pass over the leaves of a tree, in their order, with the memory of a
 * frontier for each hash of the proof. Where the roots of complete subtrees were kept, most leaves
 * need not be read again: ask `takesWhole`, and give the root of the subtree instead.
 */
export class ProofPass {
  /** In the order of the proof. */
  readonly #parts: readonly ProofPart[];
  /** In the order of the leaves. */
  readonly #waiting: ProofPart[];
  readonly #size: number;
  #at = 0;

  private constructor(ranges: readonly LeafRange[], size: number) {
    this.#parts = ranges.map((range) => ({ range, tree: new TreeFrontier() }));
    this.#waiting = this.#parts.toSorted((one, other) => one.range.from - other.range.from);
    this.#size = size;
  }

  /** A pass for the path of a leaf in the tree of that size; throws `RangeError` outside it. */
  static ofInclusion(index: number, size: number): ProofPass {
    return new ProofPass(inclusionRanges(index, size), size);
  }

  /** A pass for the proof that a tree grew from one size to another; throws `RangeError`. */
  static ofConsistency(oldSize: number, newSize: number): ProofPass {
    return new ProofPass(consistencyRanges(oldSize, newSize), newSize);
  }

  /** Leaves that are still to come. */
  get missing(): number {
    return this.#size - this.#at;
  }

  /** True when the next 2^level leaves may come as the root of their subtree. */
  takesWhole(level: number): boolean {
    const end = this.#at + 2 ** level;
    if (end > this.#size || this.#at % 2 ** level !== 0) return false;
    const range = this.#waiting[0]?.range;
    return range === undefined || end <= range.from || (this.#at >= range.from && end <= range.to);
  }

  /** The next leaf, or the root of the next 2^level leaves where `takesWhole` allows it. */
  add(hash: TreeHash, level = 0): void {
    if (!this.takesWhole(level)) {
      throw new RangeError(`2^${level} leaves from ${this.#at} cannot come as one`);
    }
    const part = this.#waiting[0];
    const isInside = part !== undefined && this.#at >= part.range.from;
    this.#at += 2 ** level;
    if (!isInside) return;
    part.tree.append(hash, level);
    if (this.#at === part.range.to) this.#waiting.shift();
  }

  /** The hashes of the proof, in the order of RFC 6962; throws while leaves are missing. */
  hashes(): readonly TreeHash[] {
    if (this.missing > 0) throw new RangeError(`${this.missing} leaves are still to come`);
    return this.#parts.map(({ tree }) => tree.root());
  }
}

interface ProofPart {
  readonly range: LeafRange;
  readonly tree: TreeFrontier;
}
