/**
 * An auditor has an export, two checkpoints that were kept elsewhere and a key, in an otherwise
 * empty folder. Somebody has altered the log before it was exported, at places that a seed chooses.
 * The table says what finds it: the chains of the streams, a checkpoint, or judging again.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { signingKeyOfSeed } from '@caseline/ledger';
import { casectl } from '../support/casectl-run.ts';
import {
  auditorsFolder,
  exportOf,
  rehashed,
  sealedCases,
  type SealedCases,
} from '../support/sealed-cases.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { at, movedBack, tamperings, type Log } from './ledger-tamperings.ts';

const SEEDS = [...Array(12).keys()].map((seed) => 20_261_122 + seed);

let cases: SealedCases;
let root: string;
let folders = 0;

beforeAll(async () => {
  cases = await sealedCases();
  root = mkdtempSync(join(tmpdir(), 'caseline-auditor-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const chanceOf = (seed: number) => ({ random: seededRandom(seed), sealed: cases.sizes[1] });

interface Told {
  readonly faultCount: number;
  readonly faults: readonly {
    readonly kind: string;
    readonly streamId: string | null;
    readonly index: number | null;
  }[];
}

/** Verifies in a folder of its own; answers the exit code and what was told. */
async function verified(text: string, options: 'chains' | 'checkpoints') {
  folders += 1;
  const folder = auditorsFolder(join(root, String(folders)), { text, cases });
  const trust = ['--checkpoint', folder.later, '--earlier', folder.earlier, '--key', folder.key];
  const run = await casectl([
    ...['verify', folder.export, '--json', '--no-verdicts'],
    ...(options === 'chains' ? [] : trust),
  ]);
  return { exit: run.exit, told: JSON.parse(run.stdout) as Told };
}

describe('An export that nobody altered', () => {
  test('is sound under both checkpoints, and judged again it is the same', async () => {
    folders += 1;
    const text = exportOf(cases.log);
    const folder = auditorsFolder(join(root, String(folders)), { text, cases });
    const run = await casectl([
      ...['verify', folder.export, '--checkpoint', folder.later, '--earlier', folder.earlier],
      ...['--key', cases.key],
    ]);
    expect(run.stderr).not.toContain('casectl:');
    const [earlier, later] = cases.sizes;
    const streams = new Set(cases.log.map(({ streamId }) => streamId)).size;
    expect(run.stdout.replaceAll(/, 2026\S+Z:/g, ':').split('\n')).toEqual([
      `sound: ${cases.log.length} events of ${streams} streams`,
      `checkpoint of ${earlier} events: the log begins with these`,
      `checkpoint of ${later} events: the log begins with these`,
      `${cases.log.length - later} events behind it are shown by chains alone`,
      expect.stringMatching(/^verdicts: every one of \d\d objectives of 9 cases is the same/),
      '',
    ]);
    expect(run.exit).toBe(0);
  });
});

describe.each(tamperings)('Somebody who $what', ({ needsCheckpoint, alter }) => {
  test.each(SEEDS)(`is found and the place is named (seed %i)`, async (seed) => {
    const altered = alter(cases.log, chanceOf(seed));
    const { exit, told } = await verified(altered.text, 'checkpoints');
    expect(exit).toBe(1);
    const [fault] = told.faults;
    const index = fault?.index ?? -1;
    if (needsCheckpoint) {
      const [earlier] = cases.sizes;
      // Behind the last checkpoint that holds; the end of a log is known to the event.
      const isCut = fault?.kind === 'cut-short';
      expect(index).toBe(isCut ? altered.at : altered.at < earlier ? 0 : earlier);
    } else {
      expect(index).toBeGreaterThanOrEqual(altered.at);
    }
  });

  test(`is ${needsCheckpoint ? 'not ' : ''}found without a checkpoint`, async () => {
    const altered = alter(cases.log, chanceOf(1));
    const { exit } = await verified(altered.text, 'chains');
    expect(exit).toBe(needsCheckpoint ? 0 : 1);
  });
});

describe('Somebody who alters a promise or a verdict and rewrites its chain', () => {
  const hidden = (log: Log, index: number): Log => log.toSpliced(index, 1);
  const postponed = (log: Log, index: number): Log => {
    const event = at(log, index);
    const data = { ...(event.data as object), dueAt: '2026-04-09T02:00:00.000Z' };
    return log.with(index, { ...event, data });
  };

  test.each([
    ['hides a breach', 'SlaObjectiveBreached', hidden],
    ['postpones what was promised', 'SlaObjectiveStarted', postponed],
  ])('and %s is found by judging again, without any checkpoint', async (_what, type, alter) => {
    const index = cases.log.findIndex((event) => event.type === type);
    folders += 1;
    const text = exportOf(rehashed(alter(cases.log, index)));
    const folder = auditorsFolder(join(root, String(folders)), { text, cases });
    const run = await casectl(['verify', folder.export]);
    expect(run.stdout).toContain(`${at(cases.log, index).streamId}  verdict-differs: `);
    expect(run.exit).toBe(1);
  });
});

describe('A large export, whose chains are checked on a thread of its own', () => {
  const FILLING = 'x'.repeat(200_000);
  const EVENTS = 60;
  const large = () =>
    cases.log.slice(0, EVENTS).map((event) => ({
      ...event,
      data: { ...(event.data as object), tampered: FILLING },
    }));

  test('is found to be sound or not as a small one is', async () => {
    const sound = rehashed(large());
    const { exit, told } = await verified(exportOf(sound), 'chains');
    expect([exit, told.faultCount]).toEqual([0, 0]);
    const edited = sound.with(33, movedBack(at(sound, 33)));
    const { told: found } = await verified(exportOf(edited), 'chains');
    expect(found.faults).toEqual([expect.objectContaining({ kind: 'hash-mismatch', index: 33 })]);
    const { told: sealed } = await verified(exportOf(sound), 'checkpoints');
    expect(sealed.faults.map(({ kind }) => kind)).toEqual(['not-as-sealed']);
  });
});

describe('What cannot be verified', () => {
  const refused = async (...more: readonly string[]) => {
    folders += 1;
    const text = exportOf(cases.log);
    const folder = auditorsFolder(join(root, String(folders)), { text, cases });
    const run = await casectl(['verify', folder.export, '--checkpoint', folder.later, ...more]);
    return { exit: run.exit, code: /\((\S+)\)\n$/.exec(run.stderr)?.[1], printed: run.stdout };
  };
  const stranger = (name: string) =>
    signingKeyOfSeed(name, Buffer.alloc(32, 9)).verifier.toString();

  test('a checkpoint by another key, of another log, or without a key is refused', async () => {
    const [name = ''] = cases.key.split('+');
    const none = { exit: 2, printed: '' };
    expect(await refused('--key', stranger(name))).toEqual({ ...none, code: 'wrong-key' });
    expect(await refused('--key', 'nonsense+1')).toEqual({ ...none, code: 'malformed-key' });
    expect(await refused('--key', cases.key, '--origin', 'example.org/other')).toEqual({
      ...none,
      code: 'other-origin',
    });
    expect(await refused()).toEqual({ ...none, code: 'key-missing' });
  });

  test.each([
    ['no JSON', 'nothing\n'],
    ['no event', '{}\n'],
    ['an event with a member that no hash covers', (line: string) => line.replace('{', '{"x":1,')],
    ['half a character', (line: string) => line.replace('"data":{', '"data":{"x":"\\ud800",')],
  ])('a line with %s is named', async (_what, made) => {
    const lines = exportOf(cases.log).split('\n');
    const line = typeof made === 'string' ? made : `${made(lines[3] ?? '')}\n`;
    const text = `${lines.slice(0, 3).join('\n')}\n${line}`;
    const { exit, told } = await verified(text, 'chains');
    expect(exit).toBe(1);
    expect(told.faults[0]).toMatchObject({ index: 3 });
  });
});
