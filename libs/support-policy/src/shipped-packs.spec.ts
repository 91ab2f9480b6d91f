import { expect, test } from '@jest/globals';
import { SHIPPED_PACK_IDS, shippedPack } from './index.ts';

test('a published version never changes: the shipped packs have these hashes', () => {
  const packs = SHIPPED_PACK_IDS.map((id) => shippedPack(id));
  expect(packs.map((pack) => [pack.policyVersion, pack.packHash])).toEqual([
    ['worldwide@2', 'fa372e8a3c47ed743b1ab2169087b75e0e1c48365cea636fe2a7649c42513156'],
    ['china-21vianet@2', '509fb668788ea10c58a033d38a248961e4fcffea3a660caead40b7fe6fd418d4'],
    ['germany@2', '8b479a737478b142af51ba1ed7c9f65654c17a0734f3e32a3235dbd66765f4b9'],
  ]);
});
