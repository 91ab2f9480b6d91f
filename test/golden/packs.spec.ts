/** Packs as earlier builds have published them are read by this one, and are the same packs. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import type { RecordedEvent } from '@caseline/event-sourcing';
import { CompiledPack, parsePackData, policyPublished } from '@caseline/support-policy';

const published = readFileSync(new URL('streams/lives.ndjson', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as RecordedEvent)
  .filter(({ type }) => type === policyPublished.type);

test('the first versions of the shipped packs have the hashes they were published with', () => {
  const packs = published.map(({ metadata, data }) => {
    const { hash, content } = policyPublished.read(metadata.schemaVersion, data);
    const pack = parsePackData(content);
    if (!(pack instanceof CompiledPack)) throw new Error(JSON.stringify(pack));
    expect(pack.packHash).toBe(hash);
    return [pack.policyVersion, hash];
  });
  expect(packs).toEqual([
    ['worldwide@1', 'b13b240e1d055935e62a1a3f1b8cf83b4cb2b55d25a776a91b44285e9070c80a'],
    ['china-21vianet@1', '82b572710f9c0bb2e1e8e39c8a5c2e30f31031f37f7bee8159669d1aa3d5b60a'],
    ['germany@1', 'af834e45b9c18fb69199756668d85479dbc14dfe8afeaf8d21a4b5afb271e6c9'],
  ]);
});
