import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ProofPass } from './proof-pass.ts';
import { TreeFrontier } from './tree-frontier.ts';
import { EMPTY_ROOT, leafHash, nodeHash } from './tree-hash.ts';
import type { TreeHash } from './tree-hash.ts';
import { isConsistent, isIncluded } from './tree-proof.ts';

const MAX_LEAVES = 300;
const leaves = Array.from({ length: MAX_LEAVES }, (_, index) => leafHash(`leaf ${index}`));

/** The root by the words of RFC 6962, 2.1, with nothing kept and nothing clever. */
function definedRoot(part: readonly TreeHash[]): TreeHash {
  if (part.length < 2) return part[0] ?? EMPTY_ROOT;
  const half = 2 ** (Math.ceil(Math.log2(part.length)) - 1);
  return nodeHash(definedRoot(part.slice(0, half)), definedRoot(part.slice(half)));
}

const definedRoots = leaves.map((_, index) => definedRoot(leaves.slice(0, index + 1)));
const headAt = (size: number) => ({ size, root: definedRoots[size - 1] ?? EMPTY_ROOT });
const leafAt = (index: number) => ({ index, hash: leaves[index] ?? EMPTY_ROOT });

function proofOf(pass: ProofPass): readonly TreeHash[] {
  for (const leaf of leaves.slice(0, pass.missing)) pass.add(leaf);
  return pass.hashes();
}

const flipped = (hash: TreeHash, bit: number): TreeHash => {
  const altered = Buffer.from(hash);
  const at = Math.floor(bit / 8) % altered.length;
  altered[at] = (altered[at] ?? 0) ^ (1 << (bit % 8));
  return altered;
};

/** One hash of the proof altered, one taken out, one put in, or two exchanged. */
const spoilings = [
  (proof, at, bit) => proof.map((hash, index) => (index === at ? flipped(hash, bit) : hash)),
  (proof, at) => proof.toSpliced(at, 1),
  (proof, at, bit) => proof.toSpliced(at, 0, flipped(EMPTY_ROOT, bit)),
  (proof, at) => [...proof.slice(0, at), ...proof.slice(at).toReversed()],
] satisfies ((proof: readonly TreeHash[], at: number, bit: number) => readonly TreeHash[])[];

const count = fc.integer({ min: 1, max: MAX_LEAVES });
const bit = fc.nat(255);
const indexAndSize = count.chain((size) =>
  fc.record({ size: fc.constant(size), index: fc.nat(size - 1) }),
);
const twoSizes = count.chain((size) =>
  fc.record({ size: fc.constant(size), oldSize: fc.integer({ min: 1, max: size }) }),
);
const spoiling = fc.record({ spoil: fc.constantFrom(...spoilings), at: fc.nat(9), bit });

describe('Whatever the leaves, sizes and alterations,', () => {
  test('a frontier has the root of the definition', () => {
    const tree = new TreeFrontier();
    for (const [index, leaf] of leaves.entries()) {
      tree.append(leaf);
      expect(tree.root()).toEqual(definedRoots[index]);
    }
  });

  test('the path of a leaf leads to the root, and to no other', () => {
    fc.assert(
      fc.property(indexAndSize, spoiling, count, ({ index, size }, { spoil, at, bit }, other) => {
        const path = proofOf(ProofPass.ofInclusion(index, size));
        const leaf = leafAt(index);
        expect(isIncluded(leaf, headAt(size), path)).toBe(true);
        expect(isIncluded({ ...leaf, hash: flipped(leaf.hash, bit) }, headAt(size), path)).toBe(
          false,
        );
        const head = headAt(size);
        expect(isIncluded(leaf, { ...head, root: flipped(head.root, bit) }, path)).toBe(false);
        if (other !== size) expect(isIncluded(leaf, headAt(other), path)).toBe(false);
        if (other - 1 !== index) {
          expect(isIncluded({ ...leaf, index: other - 1 }, headAt(size), path)).toBe(false);
        }
        const spoilt = spoil(path, at % (path.length + 1), bit);
        const isSame = spoilt.length === path.length && spoilt.every((each, i) => each === path[i]);
        if (!isSame) expect(isIncluded(leaf, headAt(size), spoilt)).toBe(false);
      }),
      { numRuns: 400 },
    );
  });

  test('the proof of growth holds between the two trees, and between no others', () => {
    fc.assert(
      fc.property(twoSizes, spoiling, ({ oldSize, size }, { spoil, at, bit }) => {
        const proof = proofOf(ProofPass.ofConsistency(oldSize, size));
        const [older, newer] = [headAt(oldSize), headAt(size)];
        expect(isConsistent(older, newer, proof)).toBe(true);
        const otherOld = { ...older, root: flipped(older.root, bit) };
        expect(isConsistent(otherOld, newer, proof)).toBe(false);
        const otherNew = { ...newer, root: flipped(newer.root, bit) };
        expect(isConsistent(older, otherNew, proof)).toBe(false);
        const spoilt = spoil(proof, at % (proof.length + 1), bit);
        const isSame =
          spoilt.length === proof.length && spoilt.every((each, i) => each === proof[i]);
        if (!isSame) expect(isConsistent(older, newer, spoilt)).toBe(false);
      }),
      { numRuns: 400 },
    );
  });

  test('one leaf changed, lost, added or moved gives no proof of growth from before', () => {
    const changes = [
      (part: readonly TreeHash[], at: number) => part.with(at, EMPTY_ROOT),
      (part: readonly TreeHash[], at: number) => part.toSpliced(at, 1),
      (part: readonly TreeHash[], at: number) => part.toSpliced(at, 0, EMPTY_ROOT),
      (part: readonly TreeHash[], at: number) => [...part.slice(at), ...part.slice(0, at)],
    ];
    fc.assert(
      fc.property(twoSizes, fc.constantFrom(...changes), fc.nat(), ({ oldSize }, change, at) => {
        const altered = change(leaves, at % oldSize);
        if (altered[at % oldSize] === leaves[at % oldSize]) return;
        const pass = ProofPass.ofConsistency(oldSize, altered.length);
        for (const leaf of altered) pass.add(leaf);
        const newer = { size: altered.length, root: definedRoot(altered) };
        expect(isConsistent(headAt(oldSize), newer, pass.hashes())).toBe(false);
      }),
      { numRuns: 200 },
    );
  });

  test('a proof from kept subtrees is the proof from leaves, and reads few of them', () => {
    const level = 4;
    const kept: TreeHash[] = [];
    const tree = new TreeFrontier((subtree) => {
      if (subtree.level === level) kept.push(subtree.hash);
    });
    for (const leaf of leaves) tree.append(leaf);
    const passes = fc.oneof(
      indexAndSize.map(
        ({ index, size }) =>
          () =>
            ProofPass.ofInclusion(index, size),
      ),
      twoSizes.map(
        ({ oldSize, size }) =>
          () =>
            ProofPass.ofConsistency(oldSize, size),
      ),
    );
    fc.assert(
      fc.property(passes, (passOf) => {
        const pass = passOf();
        const size = pass.missing;
        let leavesRead = 0;
        while (pass.missing > 0) {
          const at = size - pass.missing;
          const isWhole = pass.takesWhole(level);
          if (!isWhole) leavesRead += 1;
          const hash = isWhole ? kept[at / 2 ** level] : leaves[at];
          pass.add(hash ?? EMPTY_ROOT, isWhole ? level : 0);
        }
        expect(pass.hashes()).toEqual(proofOf(passOf()));
        // The subtree with the leaf, and the one that the tree ends in.
        expect(leavesRead).toBeLessThanOrEqual(2 * 2 ** level);
      }),
      { numRuns: 300 },
    );
  });
});
