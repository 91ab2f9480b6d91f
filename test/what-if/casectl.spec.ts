/** What-if on the command line: one answer for a question, and clear words where there is none. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { WhatIfAnswer } from '@caseline/what-if';
import { casectl } from '../support/casectl-run.ts';
import { drafts, mondayToFriday } from '../support/draft-packs.ts';
import { here, importThen } from './re-import.ts';
import { serviceDeskLog } from './service-desk-log.ts';

const SEED = 7;
const CASES = 60;
const TEST_MS = 120_000;

const root = mkdtempSync(join(tmpdir(), 'caseline-what-if-casectl-'));
const draft = join(root, 'draft.yaml');
let data = '';

beforeAll(async () => {
  writeFileSync(draft, mondayToFriday());
  const log = join(root, 'log.xes');
  writeFileSync(log, serviceDeskLog(SEED, CASES));
  data = await importThen(root, log, here);
}, TEST_MS);
afterAll(() => rmSync(root, { recursive: true, force: true }));

const whatIf = (...more: string[]) =>
  casectl(['what-if', '--policy', draft, '--data', data, ...more]);

async function answer(...more: string[]): Promise<WhatIfAnswer> {
  const { exit, stdout, stderr } = await whatIf('--json', ...more);
  if (exit !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as WhatIfAnswer;
}

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0);

describe('The same question', () => {
  test(
    'has the same answer, byte for byte, with any number of threads',
    async () => {
      const [one, again, three] = [
        await whatIf('--json', '--threads', '1'),
        await whatIf('--json', '--threads', '1'),
        await whatIf('--json', '--threads', '3'),
      ];
      expect(one.stdout.length).toBeGreaterThan(10_000);
      expect(again.stdout).toBe(one.stdout);
      expect(three.stdout).toBe(one.stdout);
    },
    TEST_MS,
  );

  test(
    'leaves the log as it was',
    async () => {
      const verified = async (): Promise<string> =>
        (await casectl(['verify', '--data', data, '--json'])).stdout;
      const before = await verified();
      expect(JSON.parse(before)).toMatchObject({ faultCount: 0, events: expect.any(Number) });
      await answer('--threads', '1');
      expect(await verified()).toBe(before);
    },
    TEST_MS,
  );
});

describe('An answer', () => {
  test(
    'counts in each group what it counts in all',
    async () => {
      const { totals, by, changed } = await answer('--threads', '2');
      expect(totals.changes['deadline-later']).toBeGreaterThan(0);
      for (const groups of Object.values(by)) {
        const later = groups.map(({ changes }) => changes['deadline-later']);
        expect(sumOf(later)).toBe(totals.changes['deadline-later']);
        expect(sumOf(groups.map(({ then }) => then.breached))).toBe(totals.then.breached);
        expect(sumOf(groups.map((group) => group.draft.met))).toBe(totals.draft.met);
      }
      for (const change of ['deadline-later', 'breach-lost', 'breach-gained'] as const) {
        const behind = changed.filter(({ changes }) => changes.includes(change));
        expect(behind).toHaveLength(totals.changes[change]);
      }
      expect(new Set(changed.map(({ caseId }) => caseId)).size).toBe(totals.casesChanged);
    },
    TEST_MS,
  );

  test(
    'about parts of the log adds up to the answer about all of it',
    async () => {
      const middle = '2012-03-14T00:00:00Z';
      const [all, before, after] = [
        await answer('--threads', '1'),
        await answer('--threads', '1', '--to', middle),
        await answer('--threads', '1', '--from', middle),
      ];
      expect(before.totals.cases).toBeGreaterThan(0);
      expect(after.totals.cases).toBeGreaterThan(0);
      expect(before.totals.cases + after.totals.cases).toBe(all.totals.cases);
      expect(before.changed.length + after.changed.length).toBe(all.changed.length);
    },
    TEST_MS,
  );

  test(
    'about one organization or kind is about no other',
    async () => {
      const [first] = (await answer('--threads', '1')).by.organization;
      const id = String(first?.key);
      const { totals, by } = await answer('--threads', '1', '--org', id);
      expect(by.organization).toEqual([first]);
      expect(totals.cases).toBe(first?.cases);
      expect((await answer('--threads', '1', '--kind', 'billing')).totals.cases).toBe(0);
    },
    TEST_MS,
  );

  test(
    'for a person has the numbers and the first cases behind them',
    async () => {
      const { exit, stdout, stderr } = await whatIf('--threads', '1');
      expect(exit).toBe(0);
      expect(stdout).toMatch(/^china-21vianet@3 \([0-9a-f]{12}\) instead of china-21vianet@2, /);
      expect(stdout).toMatch(/\nby week\n2012-W\d\d +\d/);
      expect(stdout).toMatch(/\n\d+ objectives judged otherwise\n {2}[0-9a-f-]{36} {2}/);
      expect(stderr).toContain('judging anew');
    },
    TEST_MS,
  );

  test(
    'names the severities that would have been refused',
    async () => {
      const file = join(root, 'platinum.yaml');
      writeFileSync(file, drafts['severity A under an agreement that nobody has']());
      const args = ['what-if', '--policy', file, '--data', data, '--threads', '1'];
      const { stdout } = await casectl(args);
      expect(stdout).toMatch(/CaseOpened at .* {2}A -> B {2}severity-needs-agreement\n/);
    },
    TEST_MS,
  );
});

describe('A draft that was asked about', () => {
  test(
    'can be published as it is',
    async () => {
      const published = await casectl(['policy', 'publish', draft, '--data', data, '--json']);
      const { hash } = JSON.parse(published.stdout) as { hash: string };
      expect(published.exit).toBe(0);
      // What judged the cases stays what it was.
      const { draft: asked, then } = await answer('--threads', '1');
      expect({ hash: asked.hash, then }).toEqual({ hash, then: ['china-21vianet@2'] });
    },
    TEST_MS,
  );
});

describe('A question without an answer', () => {
  const unknown = '00000000-0000-4000-8000-000000000000';

  test.each([
    [['--to', '2001-01-01T00:00:00Z'], 'instant-before-first-case'],
    [['--from', '2031-01-01T00:00:00Z'], 'instant-after-last-case'],
    [['--from', '2012-03-05T00:00:00Z', '--to', '2012-03-05T00:00:00Z'], 'range-empty'],
    [['--from', 'yesterday'], 'instant-invalid'],
    [['--org', unknown], 'organization-unknown'],
    [['--kind', 'gardening'], 'kind-unknown'],
    [['--threads', '0'], 'wrong-usage'],
  ])(
    'says why: %j',
    async (more, code) => {
      const { exit, stdout, stderr } = await whatIf(...more);
      expect({ exit, stdout }).toEqual({ exit: 2, stdout: '' });
      expect(stderr).toContain(`(${code})`);
    },
    TEST_MS,
  );

  test('is a draft with faults: each is named by file, line and path', async () => {
    const file = join(root, 'faulty.yaml');
    writeFileSync(file, mondayToFriday().replace('warnAtPercent: 75', 'warnAtPercent: 750'));
    const { exit, stderr } = await casectl(['what-if', '--policy', file, '--data', data]);
    expect(exit).toBe(2);
    expect(stderr).toMatch(
      /faulty\.yaml:\d+: warnAtPercent: not from 1 to 99 \(policy-pack-faulty\)/,
    );
  });

  test(
    'is one about a pack that judged nothing',
    async () => {
      const file = join(root, 'other.yaml');
      writeFileSync(file, mondayToFriday().replace('id: china-21vianet', 'id: my-own'));
      const { exit, stderr } = await casectl(['what-if', '--policy', file, '--data', data]);
      expect(exit).toBe(2);
      expect(stderr).toContain('(policy-judges-no-case)');
    },
    TEST_MS,
  );

  test('is one about a folder without a log', async () => {
    const args = ['what-if', '--policy', draft, '--data', join(root, 'nowhere')];
    expect(await casectl(args)).toMatchObject({ exit: 3, stdout: '' });
  });
});
