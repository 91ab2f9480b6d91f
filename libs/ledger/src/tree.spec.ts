import { describe, expect, test } from '@jest/globals';
import { EMPTY_ROOT, leafHash, nodeHash } from './tree-hash.ts';
import type { TreeHash } from './tree-hash.ts';
import { TreeFrontier } from './tree-frontier.ts';
import { ProofPass } from './proof-pass.ts';
import { isConsistent, isIncluded } from './tree-proof.ts';

/** The eight leaves that Certificate Transparency's implementations are tested with. */
const inputs = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
];

/** Their published roots at every size, from none to all. */
const roots = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

/** Their published nodes, by level and number, as far as the proofs below name them. */
const nodes: Readonly<Record<string, string>> = {
  '0.0': '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  '0.1': '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
  '0.4': 'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
  '1.0': 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  '1.1': '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
  '1.2': '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
  '1.3': 'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
  '2.0': 'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '2.1': '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
};

const leaves = inputs.map((hex) => leafHash(Buffer.from(hex, 'hex')));
const leafAt = (index: number): TreeHash => leaves[index] ?? EMPTY_ROOT;
const headAt = (size: number) => ({ size, root: Buffer.from(roots[size] ?? '', 'hex') });

function hashesOf(pass: ProofPass, size: number): readonly TreeHash[] {
  for (const leaf of leaves.slice(0, size)) pass.add(leaf);
  return pass.hashes();
}
const hexOf = (hashes: readonly TreeHash[]) => hashes.map((each) => each.toString('hex'));
const named = (names: readonly string[]) => names.map((name) => nodes[name]);

describe('A tree', () => {
  test('has the published root at every size', () => {
    const tree = new TreeFrontier();
    const grown = [tree.root(), ...leaves.map((leaf) => (tree.append(leaf), tree.root()))];
    expect(hexOf(grown)).toEqual(roots);
  });

  test('tells every complete subtree once, as published', () => {
    const told: [string, string][] = [];
    const tree = new TreeFrontier(({ level, index, hash }) => {
      told.push([`${level}.${index}`, hash.toString('hex')]);
    });
    for (const leaf of leaves) tree.append(leaf);
    expect(told.map(([name]) => name)).toEqual(['1.0', '1.1', '2.0', '1.2', '1.3', '2.1', '3.0']);
    expect(told.slice(0, -1)).toEqual(told.slice(0, -1).map(([name]) => [name, nodes[name]]));
    expect(told.at(-1)).toEqual(['3.0', roots[8]]);
  });

  test('goes on from its state as if it had never stopped', () => {
    for (let size = 0; size <= leaves.length; size += 1) {
      const first = new TreeFrontier();
      for (const leaf of leaves.slice(0, size)) first.append(leaf);
      const kept: unknown = JSON.parse(JSON.stringify(first.state()));
      expect(kept).toEqual(first.state());
      const second = TreeFrontier.resume(first.state());
      for (const leaf of leaves.slice(size)) second.append(leaf);
      expect([second.size, second.root().toString('hex')]).toEqual([8, roots[8]]);
    }
  });

  test.each([
    ['a hash too few', { size: 3, hashes: [EMPTY_ROOT.toString('base64')] }],
    ['a hash that is none', { size: 1, hashes: ['AAAA'] }],
    ['a size that is none', { size: -1, hashes: [EMPTY_ROOT.toString('base64')] }],
    ['half a leaf', { size: 1.5, hashes: [EMPTY_ROOT.toString('base64')] }],
  ])('does not go on from a state with %s', (_what, state) => {
    expect(() => TreeFrontier.resume(state)).toThrow(
      expect.objectContaining({ code: 'malformed-state' }),
    );
  });

  test('takes no hash of another length', () => {
    expect(() => nodeHash(leafAt(0), leafAt(1).subarray(1))).toThrow(RangeError);
    expect(() => nodeHash(Buffer.alloc(33), leafAt(1))).toThrow(RangeError);
  });

  test('takes a subtree only where one begins', () => {
    const tree = new TreeFrontier();
    tree.append(leafAt(0));
    expect(() => tree.append(leafAt(1), 1)).toThrow(RangeError);
    expect(tree.size).toBe(1);
  });
});

describe('The published proofs of', () => {
  test.each([
    [0, 1, []],
    [0, 8, ['0.1', '1.1', '2.1']],
    [5, 8, ['0.4', '1.3', '2.0']],
    [2, 3, ['1.0']],
    [1, 5, ['0.0', '1.1', '0.4']],
  ])('leaf %i among %i are made and hold', (index, size, names) => {
    const path = hashesOf(ProofPass.ofInclusion(index, size), size);
    expect(hexOf(path)).toEqual(named(names));
    expect(isIncluded({ index, hash: leafAt(index) }, headAt(size), path)).toBe(true);
  });

  test.each([
    [1, 1, []],
    [1, 8, ['0.1', '1.1', '2.1']],
    [6, 8, ['1.2', '1.3', '2.0']],
    [2, 5, ['1.1', '0.4']],
  ])('growth from %i to %i are made and hold', (from, to, names) => {
    const proof = hashesOf(ProofPass.ofConsistency(from, to), to);
    expect(hexOf(proof)).toEqual(named(names));
    expect(isConsistent(headAt(from), headAt(to), proof)).toBe(true);
  });
});

describe('The example of RFC 6962, 2.1.3, with seven leaves', () => {
  const [a, b, c, d] = [leafAt(0), leafAt(1), leafAt(2), leafAt(3)];
  const [e, f, j] = [leafAt(4), leafAt(5), leafAt(6)];
  const [g, h, i] = [nodeHash(a, b), nodeHash(c, d), nodeHash(e, f)];
  const [k, l] = [nodeHash(g, h), nodeHash(i, j)];

  test.each([
    [0, [b, h, l]],
    [3, [c, g, l]],
    [4, [f, j, k]],
    [6, [i, k]],
  ])('has the path of leaf %i', (index, path) => {
    expect(hashesOf(ProofPass.ofInclusion(index, 7), 7)).toEqual(path);
  });

  test.each([
    [3, [c, d, g, l]],
    [4, [l]],
    [6, [i, j, k]],
  ])('has the proof of growth from %i', (from, proof) => {
    expect(hashesOf(ProofPass.ofConsistency(from, 7), 7)).toEqual(proof);
  });
});

describe('A proof of', () => {
  test('growth from nothing is empty, and nothing has the empty root', () => {
    expect(hashesOf(ProofPass.ofConsistency(0, 8), 8)).toEqual([]);
    expect(isConsistent(headAt(0), headAt(8), [])).toBe(true);
    expect(isConsistent({ ...headAt(0), root: headAt(1).root }, headAt(8), [])).toBe(false);
  });

  test('a leaf outside the tree, or of a tree that shrank, is never made or believed', () => {
    expect(() => ProofPass.ofInclusion(8, 8)).toThrow(RangeError);
    expect(() => ProofPass.ofInclusion(-1, 8)).toThrow(RangeError);
    expect(() => ProofPass.ofConsistency(8, 7)).toThrow(RangeError);
    expect(isIncluded({ index: 1, hash: leafAt(0) }, headAt(1), [])).toBe(false);
    expect(isConsistent(headAt(8), headAt(7), [])).toBe(false);
  });

  test('takes a whole subtree where one begins, and neither splits nor ends what is asked', () => {
    const pass = ProofPass.ofInclusion(5, 7);
    expect([0, 1, 2, 3].map((level) => pass.takesWhole(level))).toEqual([true, true, true, false]);
    pass.add(leafAt(0));
    expect([0, 1].map((level) => pass.takesWhole(level))).toEqual([true, false]);
    for (const leaf of leaves.slice(1, 4)) pass.add(leaf);
    expect([0, 1].map((level) => pass.takesWhole(level))).toEqual([true, false]);
    expect(() => pass.add(leafAt(4), 1)).toThrow(RangeError);
    pass.add(leafAt(4));
    pass.add(leafAt(5));
    expect([0, 1].map((level) => pass.takesWhole(level))).toEqual([true, false]);
  });

  test('too few leaves is not given', () => {
    const pass = ProofPass.ofInclusion(0, 8);
    pass.add(leafAt(0));
    expect(pass.missing).toBe(7);
    expect(() => pass.hashes()).toThrow('7 leaves are still to come');
    expect(() => hashesOf(ProofPass.ofInclusion(0, 7), 8)).toThrow(RangeError);
  });
});
