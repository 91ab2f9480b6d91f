import { EMPTY_ROOT, nodeHash } from './tree-hash.ts';
import type { TreeHash } from './tree-hash.ts';

/** A tree at one size, as a checkpoint states it. */
export interface TreeHead {
  readonly size: number;
  readonly root: TreeHash;
}

/** Leaves `from` to `to`, the last not included, whose subtree has one hash. */
export interface LeafRange {
  readonly from: number;
  readonly to: number;
}

/**
 * The subtrees whose roots prove that the leaf at an index is in a tree of that size, from the
 * leaf up: PATH of RFC 6962, 2.1.1. Throws `RangeError` for a leaf outside the tree.
 */
export function inclusionRanges(index: number, size: number): readonly LeafRange[] {
  if (!isCount(index) || !isCount(size) || index >= size) {
    throw new RangeError(`a tree of ${size} leaves has no leaf ${index}`);
  }
  const ranges: LeafRange[] = [];
  let within: LeafRange = { from: 0, to: size };
  while (within.to - within.from > 1) {
    const [left, right] = halves(within);
    const isLeft = index < left.to;
    ranges.unshift(isLeft ? right : left);
    within = isLeft ? left : right;
  }
  return ranges;
}

/**
 * The subtrees whose roots prove that a tree grew out of the smaller one by new leaves alone:
 * PROOF of RFC 6962, 2.1.2; none when nothing was there or nothing came. Throws `RangeError` for a
 * tree that shrank.
 */
export function consistencyRanges(oldSize: number, newSize: number): readonly LeafRange[] {
  if (!isCount(oldSize) || !isCount(newSize) || oldSize > newSize) {
    throw new RangeError(`a tree of ${oldSize} leaves cannot grow to ${newSize}`);
  }
  if (oldSize === 0) return [];
  const ranges: LeafRange[] = [];
  let within: LeafRange = { from: 0, to: newSize };
  while (within.to !== oldSize) {
    const [left, right] = halves(within);
    const isLeft = oldSize <= left.to;
    ranges.unshift(isLeft ? right : left);
    within = isLeft ? left : right;
  }
  // The verifier knows the root of the whole old tree; of a part of it, it does not.
  return within.from === 0 ? ranges : [within, ...ranges];
}

/** True when the path leads from the leaf at the index to the root of the tree. */
export function isIncluded(
  leaf: { readonly index: number; readonly hash: TreeHash },
  tree: TreeHead,
  path: readonly TreeHash[],
): boolean {
  if (!isCount(tree.size) || !isCount(leaf.index) || leaf.index >= tree.size) return false;
  const ranges = inclusionRanges(leaf.index, tree.size);
  if (ranges.length !== path.length) return false;
  const steps = stepsOf(ranges, path, leaf.index);
  return rootAbove(leaf.hash, steps).equals(tree.root);
}

/** True when the proof shows that the newer tree begins with all leaves of the older one. */
export function isConsistent(
  older: TreeHead,
  newer: TreeHead,
  proof: readonly TreeHash[],
): boolean {
  if (!isCount(older.size) || !isCount(newer.size) || older.size > newer.size) return false;
  if (older.size === 0) return proof.length === 0 && older.root.equals(EMPTY_ROOT);
  const ranges = consistencyRanges(older.size, newer.size);
  if (ranges.length !== proof.length) return false;
  const steps = stepsOf(ranges, proof, older.size);
  // Both trees have the part in common that the old one ends with, or the whole old one.
  const isWhole = ranges[0]?.to !== older.size;
  const [start, ...climb] = isWhole ? [{ hash: older.root, isLeft: true }, ...steps] : steps;
  if (start === undefined) return false;
  const oldRoot = rootAbove(
    start.hash,
    climb.filter(({ isLeft }) => isLeft),
  );
  return oldRoot.equals(older.root) && rootAbove(start.hash, climb).equals(newer.root);
}

/** A hash of a proof, and on which side of the node so far it stands. */
interface Step {
  readonly hash: TreeHash;
  readonly isLeft: boolean;
}

/** A step for each range and its hash; those stand left that end at the leaf or before it. */
const stepsOf = (
  ranges: readonly LeafRange[],
  hashes: readonly TreeHash[],
  leaf: number,
): readonly Step[] =>
  hashes.map((hash, index) => ({ hash, isLeft: (ranges[index]?.to ?? 0) <= leaf }));

const rootAbove = (start: TreeHash, steps: readonly Step[]): TreeHash =>
  steps.reduce(
    (below, { hash, isLeft }) => (isLeft ? nodeHash(hash, below) : nodeHash(below, hash)),
    start,
  );

/** The two subtrees below a node: the left one is the largest power of two that leaves a rest. */
function halves({ from, to }: LeafRange): readonly [LeafRange, LeafRange] {
  const middle = from + powerBelow(to - from);
  return [
    { from, to: middle },
    { from: middle, to },
  ];
}

/** The largest power of two below a count of at least 2. */
function powerBelow(count: number): number {
  let power = 1;
  while (power * 2 < count) power *= 2;
  return power;
}

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
