/** The tools of `casectl` beside the log: packs, settings, tokens, business time, the diagram. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { shippedPackText } from '@caseline/support-policy';
import { casectl } from '../support/casectl-run.ts';

const root = mkdtempSync(join(tmpdir(), 'caseline-casectl-tools-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const on = (...args: string[]): readonly string[] => [...args, '--data', join(root, 'data')];

describe('casectl policy', () => {
  const { text } = shippedPackText('germany');

  test('names file, path and reason of every fault of a pack', async () => {
    const file = join(root, 'mine.yaml');
    writeFileSync(file, text.replace('version: 2', 'version: one'));
    const { exit, stdout } = await casectl(['policy', 'check', file]);
    expect(exit).toBe(1);
    expect(stdout).toMatch(/^mine\.yaml:\d+: version: /);
  });

  test('publishes a version once and never other content', async () => {
    const file = join(root, 'germany.yaml');
    writeFileSync(file, text);
    expect((await casectl(['policy', 'check', file])).exit).toBe(0);
    const publish = (): ReturnType<typeof casectl> =>
      casectl(on('policy', 'publish', file, '--json'));
    expect(JSON.parse((await publish()).stdout)).toMatchObject({ published: true });
    expect(JSON.parse((await publish()).stdout)).toMatchObject({ published: false });
    writeFileSync(file, text.replace(/^name: .*$/m, 'name: Another name'));
    const other = await publish();
    expect(other.exit).toBe(4);
    expect(JSON.parse(other.stderr)).toMatchObject({ error: { code: 'policy-version-immutable' } });
    const listed = await casectl(on('policy', 'list'));
    expect(listed.stdout).toMatch(/^germany@2 /);
  });
});

describe('casectl says', () => {
  test('what is in force, secrets masked, and which names are wrong', async () => {
    const environment = { EVENTSTORE_URL: 'esdb://admin:changeit@localhost' };
    const { stdout } = await casectl(['config'], { environment });
    expect(stdout).toContain('EVENTSTORE_URL=********\n');
    expect(stdout).not.toContain('changeit');
    const wrong = await casectl(['config'], { environment: { CASELINE_DAAT: 'x' } });
    expect(wrong).toMatchObject({ exit: 2, stdout: '' });
    expect(wrong.stderr).toContain('CASELINE_DAAT');
  });

  test('a token of the data folder, none in production', async () => {
    const args = on('token', '--role', 'agent', 'lead', '--json');
    const printed = JSON.parse((await casectl(args)).stdout) as Record<string, string>;
    expect(printed['token']?.split('.')).toHaveLength(3);
    expect(printed['roles']).toEqual(['agent', 'lead']);
    const refused = await casectl(args, { environment: { NODE_ENV: 'production' } });
    expect(refused.exit).toBe(4);
    expect((await casectl(on('token', '--role', 'king'))).stderr).toContain('(role-unknown)');
    expect((await casectl(on('token', '--role', 'administrator'))).exit).toBe(2);
  });

  test('answers of business time, and what a line lacks', async () => {
    const calendar = { zone: 'UTC', weekly: [[1, '09:00', '17:00']], holidays: [] };
    const good = { id: 'a', op: 'add', calendar, start: '2024-01-01T08:00:00Z', minutes: 60 };
    const stdin = `${JSON.stringify(good)}\n\nnonsense\n`;
    const { exit, stdout } = await casectl(['calendar'], { stdin });
    const [first, second] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(first).toEqual({ id: 'a', result: '2024-01-01T10:00:00Z' });
    expect(second).toMatchObject({ id: null, error: expect.stringContaining('not JSON') });
    expect(exit).toBe(1);
  });

  test('the diagram of the lifecycle', async () => {
    expect((await casectl(['diagram'])).stdout).toMatch(/^stateDiagram-v2\n/);
  });

  test.each([
    [['histroy'], 2],
    [['show'], 2],
    [['show', 'system:17', '--as-of', 'tomorrow'], 2],
    [['show', 'no case'], 2],
    [['--help'], 0],
    [['import', '--help'], 0],
  ])('%j ends with %i', async (args, exit) => {
    expect((await casectl(args)).exit).toBe(exit);
  });

  test('every exit code in its help', async () => {
    const { stdout } = await casectl(['--help']);
    for (const code of [0, 1, 2, 3, 4, 70]) {
      expect(stdout).toMatch(new RegExp(`^ +${code} {2}`, 'm'));
    }
  });
});
