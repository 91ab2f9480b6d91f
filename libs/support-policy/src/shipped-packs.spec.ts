import { expect, test } from '@jest/globals';
import { SHIPPED_PACK_IDS, shippedPack } from './index.ts';

test('a published version never changes: the shipped packs have these hashes', () => {
  const packs = SHIPPED_PACK_IDS.map((id) => shippedPack(id));
  expect(packs.map((pack) => [pack.policyVersion, pack.packHash])).toEqual([
    ['worldwide@1', 'b13b240e1d055935e62a1a3f1b8cf83b4cb2b55d25a776a91b44285e9070c80a'],
    ['china-21vianet@1', '82b572710f9c0bb2e1e8e39c8a5c2e30f31031f37f7bee8159669d1aa3d5b60a'],
    ['germany@1', 'af834e45b9c18fb69199756668d85479dbc14dfe8afeaf8d21a4b5afb271e6c9'],
  ]);
});
