import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CaseEngine } from '@caseline/case-engine';
import { IN_MEMORY, openEmbeddedEventStore } from '@caseline/event-store-embedded';
import {
  CompiledPack,
  parsePackData,
  shippedPack,
  shippedPackText,
} from '@caseline/support-policy';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { publishPacks } from './publish-packs.ts';

const clock = { now: () => Date.parse('2026-03-02T02:00:00.000Z') };
const own = { actor: { id: 'operator-1', role: 'operator' }, correlationId: 'own' };

const folder = mkdtempSync(join(tmpdir(), 'caseline-packs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A shipped pack as an operator has published it, with another name. */
function renamed(changes: { readonly version?: number } = {}): CompiledPack {
  const content = { ...shippedPack('germany').content, name: 'Our own', ...changes };
  const pack = parsePackData(structuredClone(content));
  if (pack instanceof CompiledPack) return pack;
  throw new Error(JSON.stringify(pack));
}

describe('the packs of a start', () => {
  let engine: CaseEngine;
  beforeEach(async () => {
    const store = await openEmbeddedEventStore({ folder: IN_MEMORY, clock });
    engine = new CaseEngine({ store, clock, tzVersion: '2026b', recentCases: 100 });
  });

  const german = () => engine.policies.all().filter(({ id }) => id === 'germany');

  test('are published once, however often a server starts', async () => {
    await publishPacks(engine, undefined);
    await publishPacks(engine, undefined);
    expect(german().map(({ policyVersion }) => policyVersion)).toEqual(['germany@2']);
  });

  test('a release that ships the number of an own version leaves that in force', async () => {
    await engine.policies.publish(renamed(), own);
    await publishPacks(engine, undefined);
    expect(german().map(({ content }) => content.name)).toEqual(['Our own']);
  });

  test('a shipped pack follows an own version of a lower number', async () => {
    await engine.policies.publish(renamed({ version: 1 }), own);
    await publishPacks(engine, undefined);
    expect(german().map(({ version }) => version)).toEqual([1, 2]);
  });

  test('an own pack whose version was published otherwise is refused', async () => {
    const { text } = shippedPackText('germany');
    writeFileSync(join(folder, 'mine.yaml'), text.replace(/^name: .*$/m, 'name: Another name'));
    await expect(publishPacks(engine, folder)).rejects.toMatchObject({ code: 'pack-refused' });
  });
});
