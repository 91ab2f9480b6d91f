/** What an auditor does, on files alone and by hand: case, why, proof, verification. */
import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openEmbeddedEventStore, eventLogFile } from '@caseline/event-store-embedded';
import { NO_STREAM, canonicalJson } from '@caseline/event-sourcing';
import type { RecordedEvent } from '@caseline/event-sourcing';
import { casectl } from '../support/casectl-run.ts';
import { TestClock } from '../support/engine-world.ts';
import { describeUnless } from '../support/skipping.ts';
import { rehashed, sealedCases } from '../support/sealed-cases.ts';

const root = mkdtempSync(join(tmpdir(), 'caseline-walk-'));
const data = join(root, 'data');
const at = (name: string): string => join(root, name);
let log: readonly RecordedEvent[];
let breach: RecordedEvent;

/** A data folder with the log, sealed; the proof of a breach is at hand. */
beforeAll(async () => {
  ({ log } = await sealedCases());
  await fill(data, log);
  const sealed = await done('seal', '--data', data, '--folder', at('checkpoints'));
  expect(sealed).toMatch(/^sealed \d+ events, /);
  writeFileSync(at('key.txt'), /verifier key: (\S+)/.exec(sealed)?.[1] ?? '');
  const found = log.find(({ type }) => type === 'SlaObjectiveBreached');
  if (found === undefined) throw new TypeError('a case was answered late');
  breach = found;
  await done('prove', '--event', breach.id, '--data', data, '--out', at('proof.json'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

async function fill(folder: string, events: readonly RecordedEvent[]): Promise<void> {
  const clock = new TestClock('2026-03-01T00:00:00.000Z');
  const store = await openEmbeddedEventStore({ folder, clock });
  for (const { id, type, data: said, metadata, streamId, revision } of events) {
    const { recordedAt, hash: _hash, ...stated } = metadata;
    clock.ms = Date.parse(recordedAt);
    const expected = revision === 0 ? NO_STREAM : revision - 1;
    await store.append(streamId, [{ id, type, data: said, metadata: stated }], expected);
  }
  await store.close();
}

/** Runs a verb that must work; answers what it printed. */
async function done(...args: readonly string[]): Promise<string> {
  const run = await casectl(args);
  if (run.exit !== 0) throw new Error(`${args.join(' ')}: ${run.exit} ${run.stderr}`);
  return run.stdout;
}

describe("An auditor's walk", () => {
  test('goes from a breach to its proof, and to the proof of the whole log', async () => {
    const { objectiveId } = breach.data as { readonly objectiveId: string };
    const caseId = breach.streamId.slice('case-'.length);
    expect(await done('explain', caseId, objectiveId, '--data', data)).toContain('breached');
    const proven = await done('check-proof', at('proof.json'), '--key', at('key.txt'));
    expect(proven).toContain(`proven: SlaObjectiveBreached, revision ${breach.revision} of`);
    await done('export', '--data', data, '--out', at('log.ndjson'));
    const trust = ['--checkpoint', at('checkpoints'), '--key', at('key.txt')];
    expect(await done('verify', at('log.ndjson'), ...trust)).toContain(
      `sound: ${log.length} events`,
    );
    expect(await done('verify', '--data', data, ...trust)).toContain('the log begins with these');
    // Nothing was recorded since, so nothing is sealed again.
    expect(await done('seal', '--data', data)).toMatch(/^nothing new since \d+ events/);
  });

  test('is the script that the documents give', async () => {
    const folder = mkdtempSync(join(root, 'auditor-'));
    const main = fileURLToPath(new URL('../../apps/casectl/src/main.ts', import.meta.url));
    const node = `'${process.execPath}' --conditions=source --disable-warning=ExperimentalWarning`;
    const script = [
      'set -euo pipefail',
      `casectl() { ${node} '${main}' "$@"; }`,
      readFileSync(new URL('../../infra/formats/auditors-walk.sh', import.meta.url), 'utf8'),
    ].join('\n');
    const { objectiveId: OBJECTIVE } = breach.data as { readonly objectiveId: string };
    const { stdout } = await promisify(execFile)('bash', ['-c', script], {
      cwd: folder,
      env: {
        ...{ PATH: process.env.PATH, CASELINE_DATA: data, OBJECTIVE, EVENT: breach.id },
        ...{ CASE: breach.streamId.slice('case-'.length), KEY: at('key.txt') },
      },
    });
    expect(stdout).toContain('proven: SlaObjectiveBreached');
    expect(stdout).toMatch(/^sound: \d+ events of \d+ streams$/m);
    expect(stdout).toMatch(/^verdicts: every one of /m);
  }, 120_000);

  test('ends with an error for another tree, another key, an unknown event', async () => {
    const proof = JSON.parse(readFileSync(at('proof.json'), 'utf8')) as { readonly index: number };
    writeFileSync(at('other.json'), JSON.stringify({ ...proof, index: proof.index + 1 }));
    const mismatch = await casectl(['check-proof', at('other.json'), '--key', at('key.txt')]);
    expect([mismatch.exit, mismatch.stderr]).toEqual([1, expect.stringMatching('proof-mismatch')]);
    const [name = ''] = readFileSync(at('key.txt'), 'utf8').split('+');
    const origin = ['--origin', `${name}-other`];
    const other = await casectl([
      ...['check-proof', at('proof.json'), '--key', at('key.txt')],
      ...origin,
    ]);
    expect([other.exit, other.stderr]).toEqual([2, expect.stringMatching('other-origin')]);
    const keyless = await casectl(['check-proof', at('proof.json')]);
    expect([keyless.exit, keyless.stderr]).toEqual([2, expect.stringMatching('key-missing')]);
    const unknown = await casectl(['prove', '--event', 'nobody', '--data', data]);
    expect([unknown.exit, unknown.stderr]).toEqual([2, expect.stringMatching('event-unknown')]);
  });
});

describe('In the store itself', () => {
  test('a chain rewritten with its hashes needs a checkpoint to be found', async () => {
    const copy = at('altered');
    await fill(copy, log);
    const told = (event: RecordedEvent) => ({ ...(event.data as object), tampered: 'x' });
    const changed = log.map((event, index) =>
      index === 20 ? { ...event, data: told(event) } : event,
    );
    const database = new DatabaseSync(eventLogFile(copy));
    const update = database.prepare('UPDATE events SET data = ?, hash = ? WHERE id = ?');
    for (const { id, data: said, metadata } of rehashed(changed)) {
      update.run(canonicalJson(said), metadata.hash, id);
    }
    database.close();
    const verified = async (...more: readonly string[]) =>
      (await casectl(['verify', '--data', copy, ...more])).exit;
    expect(await verified()).toBe(0);
    expect(await verified('--checkpoint', at('checkpoints'), '--key', at('key.txt'))).toBe(1);
    const [name = ''] = readdirSync(at('checkpoints'));
    const proof = await casectl([
      ...['prove', '--event', log[5]?.id ?? '', '--data', copy],
      ...['--checkpoint', join(at('checkpoints'), name)],
    ]);
    expect([proof.exit, proof.stderr]).toEqual([4, expect.stringMatching('log-differs')]);
  });
});

const why = spawnSync('python3', ['--version']).status === 0 ? undefined : 'no python3';

describeUnless(why, 'A script of somebody else', () => {
  test('holds the proof for true', async () => {
    const key = readFileSync(at('key.txt'), 'utf8').trim();
    const [origin = ''] = key.split('+');
    const script = fileURLToPath(new URL('../../infra/formats/verify-proof.py', import.meta.url));
    const args = [script, at('proof.json'), origin, key];
    const { stdout } = await promisify(execFile)('python3', args);
    expect(stdout).toMatch(/^proven: SlaObjectiveBreached case-/);
  });
});
