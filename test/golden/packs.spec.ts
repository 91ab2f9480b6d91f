/** Packs as earlier builds have published them are read by this one, and are the same packs. */
import { expect, test } from '@jest/globals';
import { CompiledPack, parsePackData, policyPublished } from '@caseline/support-policy';
import { goldenEvents } from '../support/golden-log.ts';

test.each([
  [
    'lives',
    {
      'worldwide@1': 'b13b240e1d055935e62a1a3f1b8cf83b4cb2b55d25a776a91b44285e9070c80a',
      'china-21vianet@1': '82b572710f9c0bb2e1e8e39c8a5c2e30f31031f37f7bee8159669d1aa3d5b60a',
      'germany@1': 'af834e45b9c18fb69199756668d85479dbc14dfe8afeaf8d21a4b5afb271e6c9',
    },
  ],
  [
    'surveys',
    {
      'worldwide@2': 'fa372e8a3c47ed743b1ab2169087b75e0e1c48365cea636fe2a7649c42513156',
      'china-21vianet@2': '509fb668788ea10c58a033d38a248961e4fcffea3a660caead40b7fe6fd418d4',
      'germany@2': '8b479a737478b142af51ba1ed7c9f65654c17a0734f3e32a3235dbd66765f4b9',
    },
  ],
])('the packs of %s have the hashes they were published with', (name, hashes) => {
  const published = goldenEvents(name).filter(({ type }) => type === policyPublished.type);
  const packs = published.map(({ metadata, data }) => {
    const { hash, content } = policyPublished.read(metadata.schemaVersion, data);
    const pack = parsePackData(content);
    if (!(pack instanceof CompiledPack)) throw new Error(JSON.stringify(pack));
    expect(pack.packHash).toBe(hash);
    return [pack.policyVersion, hash];
  });
  expect(Object.fromEntries(packs)).toEqual(hashes);
});
