/**
 * The verdict gate: logs as earlier builds have written them, and the verdicts that they came to.
 * This build must come to the same ones from the facts alone. The files are never written again; an
 * event that has a new shape adds a log of its own.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { casectl } from '../support/casectl-run.ts';
import { writeGoldenLog } from '../support/golden-log.ts';

const golden = (name: string): string =>
  fileURLToPath(new URL(`streams/${name}`, import.meta.url));

/** The logs, and how many cases and objectives their verdicts are of. */
const logs = [
  { name: 'lives', cases: 14, objectives: 62 },
  { name: 'surveys', cases: 3, objectives: 5 },
] as const;
type LogName = (typeof logs)[number]['name'];

const root = mkdtempSync(join(tmpdir(), 'caseline-golden-'));
const dataOf = (name: LogName): string => join(root, name);
const verdictsOf = (name: LogName): string => golden(`${name}.verdicts.ndjson`);
const data = dataOf('lives');
const verdicts = verdictsOf('lives');

beforeAll(async () => {
  for (const { name } of logs) await writeGoldenLog(golden(`${name}.ndjson`), dataOf(name));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

interface Report {
  readonly cases: number;
  readonly objectives: number;
  readonly differences: number;
  readonly listed: readonly object[];
}

async function judgedAgain(
  file: string,
  folder = data,
): Promise<{ exit: number | null; report: Report }> {
  const args = ['verdicts', '--against', file, '--data', folder, '--json'];
  const { exit, stdout } = await casectl(args);
  return { exit, report: JSON.parse(stdout) as Report };
}

/** The golden verdicts with one change, in a file of their own. */
function changedVerdicts(name: string, change: (text: string) => string): string {
  const text = readFileSync(verdicts, 'utf8');
  const file = join(root, name);
  writeFileSync(file, change(text));
  expect(readFileSync(file, 'utf8')).not.toBe(text);
  return file;
}

describe.each(logs)('Golden streams: $name', ({ name, ...counted }) => {
  test('state the verdicts that they have always stated', async () => {
    const { exit, stdout } = await casectl(['verdicts', '--data', dataOf(name), '--json']);
    expect(exit).toBe(0);
    expect(stdout).toBe(readFileSync(verdictsOf(name), 'utf8'));
  });

  test('are judged by this build as they were judged', async () => {
    const { exit, report } = await judgedAgain(verdictsOf(name), dataOf(name));
    expect(report).toEqual({ ...counted, differences: 0, listed: [] });
    expect(exit).toBe(0);
  });
});

describe('A verdict that this build cannot reproduce', () => {
  test('is listed with both values, and the exit code is 1', async () => {
    const [met = ''] = /"verdict":"met"/.exec(readFileSync(verdicts, 'utf8')) ?? [];
    const file = changedVerdicts('verdict.ndjson', (text) =>
      text.replace(met, '"verdict":"breached"'),
    );
    const { exit, report } = await judgedAgain(file);
    expect(exit).toBe(1);
    expect(report).toMatchObject({
      differences: 1,
      listed: [{ what: 'verdict', stored: 'breached', reproduced: 'met' }],
    });
  });

  test('is one whose due instant moved by a millisecond', async () => {
    const file = changedVerdicts('due.ndjson', (text) =>
      text.replace(/("dueAt":"[^"]*)\dZ"/, '$19Z"'),
    );
    const { exit, report } = await judgedAgain(file);
    expect(exit).toBe(1);
    expect(report).toMatchObject({ differences: 1, listed: [{ what: 'dueAt' }] });
  });

  test('is one of a case that the log does not have', async () => {
    const file = changedVerdicts('case.ndjson', (text) =>
      text.replace(/^\{"caseId":"[^"]{8}/, '{"caseId":"00000000'),
    );
    const { exit, report } = await judgedAgain(file);
    expect(exit).toBe(1);
    expect(report).toMatchObject({ differences: 1, listed: [{ what: 'revision' }] });
  });
});

describe('A file of verdicts that is none', () => {
  test.each([
    ['an empty one', () => '', 'there is no case in it'],
    ['one cut short', (text: string) => text.slice(0, -20), 'not a line of JSON'],
    ['cases twice', (text: string) => text + text, 'each once'],
    ['a misspelt value', (text: string) => text.replace('"dueAt"', '"due"'), 'dueAt'],
  ])('is refused with its line: %s', async (name, change, reason) => {
    const file = changedVerdicts(`${name}.ndjson`, change);
    const { exit, stderr } = await casectl(['verdicts', '--against', file, '--data', data]);
    expect(exit).toBe(2);
    expect(stderr).toContain(reason);
    expect(stderr).toContain('(verdicts-file-faulty)');
  });
});
