/** `casectl`: only the result on standard output, documented exit codes, stable error codes. */
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openEmbeddedEventStore } from '@caseline/event-store-embedded';
import { casectl, casectlProcess, startCasectl } from '../support/casectl-run.ts';

const root = mkdtempSync(join(tmpdir(), 'caseline-casectl-'));
const data = join(root, 'data');
const logFile = join(root, 'log.csv');
const mappingFile = join(root, 'mapping.yaml');
const caseName = 'helpdesk:17';

const mapping = `
system: helpdesk
policy: china-21vianet
case: number
time: { column: at, format: DD.MM.YYYY HH:mm, zone: Asia/Shanghai }
csv: { delimiter: ; }
actors: { provider: '{agent}', customer: somebody }
organizations:
  column: customer
  known:
    - values: [Contoso]
      name: Contoso
      domains: [contoso.partner.onmschina.cn]
      country: CN
      zone: Asia/Shanghai
      subscription: trial
payloads:
  open:
    kind: technical
    title: 'Imported case {case}'
    description: 'Imported case {case}'
    requester: { name: 'Requester of {case}', email: requester@imported.invalid }
    contactConfirmed: { email: true, phone: true }
    contactMethod: email
    assessment: { issueType: impaired, impact: partial }
  resolve: { resolution: solved, summary: Solved in the old help desk }
rules:
  - { when: { what: opened }, do: [open] }
  - { when: { what: solved }, do: [[triage, resolve]] }
  - { when: { what: viewed }, ignore: reading changes nothing }
`;
const log = [
  'number;at;what;agent;customer',
  '17;1.3.2023 09:00;opened;ann;Contoso',
  '17;1.3.2023 09:30;viewed;bob;Contoso',
  '17;6.3.2023 10:00;solved;ann;Contoso',
  '18;6.3.2023 11:00;solved;ann;Contoso',
].join('\n');

/** Values of a result that is one JSON value a line. */
const linesOf = <Value = object>(text: string): readonly Value[] =>
  text.trim().split('\n').map((line) => JSON.parse(line) as Value);

const on = (...args: string[]): readonly string[] => [...args, '--data', data];

beforeAll(async () => {
  writeFileSync(logFile, log);
  writeFileSync(mappingFile, mapping);
  const { exit, stderr } = await casectl(on('import', logFile, '--mapping', mappingFile));
  expect({ exit, stderr: stderr.includes('importing') }).toEqual({ exit: 0, stderr: true });
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('casectl import', () => {
  test('again changes nothing and counts every event; refused ones go to a file', async () => {
    const refused = join(root, 'refused.ndjson');
    const run = await casectl(
      on('import', logFile, '--mapping', mappingFile, '--json', '--refused', refused),
    );
    expect(JSON.parse(run.stdout)).toMatchObject({
      log: { cases: 2, events: 4 },
      ...{ applied: 2, appliedBefore: 2, refused: 1, ignored: 1, appendedEvents: 0 },
    });
    expect(JSON.parse(readFileSync(refused, 'utf8'))).toMatchObject({
      ...{ case: '18', line: 5, code: 'case-unknown', rule: 'solved', status: 'new' },
      columns: { what: 'solved', agent: 'ann' },
    });
  });

  test('refuses a faulty mapping with file, line and path, and writes nothing', async () => {
    const faulty = join(root, 'faulty.yaml');
    writeFileSync(faulty, mapping.replace('[open]', '[opne]'));
    const empty = join(root, 'empty');
    const args = ['import', logFile, '--mapping', faulty, '--data', empty];
    const run = await casectl(args);
    expect(run).toMatchObject({ exit: 2, stdout: '' });
    expect(run.stderr).toMatch(/faulty\.yaml:\d+: rules\/0\/do\/0.*no step "opne"/);
    expect(run.stderr).toContain('(mapping-faulty)');
    expect((await casectl(['verify', '--data', empty])).stderr).toContain('(event-log-missing)');
  });

  test('says where a log is cut off and what was imported before', async () => {
    const cut = join(root, 'cut.xes');
    writeFileSync(cut, '<log><trace><string key="number" value="1"/></trace><trace>');
    const folder = join(root, 'cut');
    const run = await casectl(
      ['import', cut, '--mapping', mappingFile, '--data', folder, '--json'],
    );
    expect(run).toMatchObject({ exit: 2, stdout: '' });
    const errorLine = run.stderr.trim().split('\n').at(-1) ?? '';
    expect(JSON.parse(errorLine)).toMatchObject({
      error: { code: 'log-truncated', imported: { log: { cases: 1, events: 0 } } },
    });
  });
});

describe('casectl reads', () => {
  test('the history in sentences, and as envelopes', async () => {
    const { stdout } = await casectl(on('history', caseName));
    expect(stdout.split('\n')[0]).toMatch(
      /^ {3}0 {2}2023-03-01T01:00:00\.000Z {2}CaseOpened: .* \(agent ann, recorded /,
    );
    const json = await casectl(on('history', caseName, '--json'));
    const events = linesOf<{ readonly revision: number }>(json.stdout);
    expect(events.map(({ revision }) => revision)).toEqual(events.map((_, index) => index));
    expect(events).toHaveLength(stdout.trim().split('\n').length);
  });

  test('a case as it was, by what had happened and by what was known', async () => {
    const statusAt = async (...args: string[]): Promise<string> => {
      const { stdout } = await casectl(on('show', caseName, '--json', ...args));
      const shown = JSON.parse(stdout) as { state: { lifecycle: { status: string } } };
      return shown.state.lifecycle.status;
    };
    const occurred = ['--timeline', 'occurred'];
    expect(await statusAt()).toBe('closed');
    expect(await statusAt('--revision', '0')).toBe('opened');
    expect(await statusAt('--as-of', '2023-03-05T00:00:00Z', ...occurred)).toBe('opened');
    expect(await statusAt('--as-of', '2023-03-06T02:00:00Z', ...occurred)).toBe('resolved');
    expect(await statusAt('--as-of', '2023-03-13T02:00:00Z', ...occurred)).toBe('closed');
    const unknown = await casectl(on('show', caseName, '--as-of', '2023-03-06T02:00:00Z'));
    expect(unknown).toMatchObject({ exit: 2, stdout: '' });
    expect(unknown.stderr).toContain('(case-unknown)');
  });

  test('why a deadline is what it is', async () => {
    const sentence = await casectl(on('explain', caseName, 'first-response-1'));
    expect(sentence.stdout).toContain('is due at 2023-03-02 00:00: 1 business day');
    const { stdout } = await casectl(on('explain', caseName, 'first-response-1', '--json'));
    expect(JSON.parse(stdout)).toMatchObject({
      explanation: { targetMs: 54_000_000, countedMs: 54_000_000, verdict: 'breached' },
    });
  });

  test('events by stream, type and time, to a file that is never replaced', async () => {
    const { stdout } = await casectl(on('export', '--stream', 'case-', '--type', 'CaseOpened'));
    expect(JSON.parse(stdout)).toMatchObject({ type: 'CaseOpened', revision: 0 });
    const none = await casectl(on('export', '--until', '2023-01-01T00:00:00Z'));
    expect(none).toMatchObject({ exit: 0, stdout: '' });
    const file = join(root, 'events.ndjson');
    const written = await casectl(on('export', '-o', file, '--json'));
    const lines = readFileSync(file, 'utf8').trim().split('\n');
    expect(JSON.parse(written.stdout)).toEqual({ file, events: lines.length });
    expect((await casectl(on('export', '-o', file))).stderr).toContain('(file-exists)');
  });

  test('beside a process that writes; writing is refused by name', async () => {
    const writer = await openEmbeddedEventStore({ folder: data });
    try {
      expect((await casectl(on('history', caseName))).exit).toBe(0);
      expect((await casectl(on('verify'))).exit).toBe(0);
      const refused = await casectl(on('import', logFile, '--mapping', mappingFile));
      expect(refused).toMatchObject({ exit: 3, stdout: '' });
      expect(refused.stderr).toContain('(data-folder-in-use)');
    } finally {
      await writer.close();
    }
  });
});

describe('casectl proves', () => {
  test('a sound log; a flipped byte is named by stream and revision', async () => {
    expect((await casectl(on('verify', '--json'))).stdout).toContain('"faultCount":0');
    const file = join(root, 'backup.sqlite');
    expect((await casectl(on('backup', file))).exit).toBe(0);
    const folder = join(root, 'restored');
    expect((await casectl(['restore', file, '--data', folder])).exit).toBe(0);

    const database = new DatabaseSync(join(folder, 'events.sqlite'));
    const row = database.prepare(
      "SELECT position, streams.name AS stream FROM events JOIN streams ON number = stream " +
        "WHERE type = 'CaseResolved'",
    ).get() as { position: number; stream: string };
    const change = "UPDATE events SET data = replace(data, 'old', 'odd') WHERE position = ?";
    database.prepare(change).run(row.position);
    database.close();

    const found = await casectl(['verify', '--data', folder, '--json']);
    expect(found.exit).toBe(1);
    expect(JSON.parse(found.stdout)).toMatchObject({
      faultCount: 1,
      faults: [{ kind: 'hash-mismatch', streamId: row.stream, position: row.position }],
    });
    expect((await casectl(['verify', '--data', folder])).stdout).toContain(row.stream);
    const broken = join(root, 'broken.sqlite');
    copyFileSync(join(folder, 'events.sqlite'), broken);
    const refused = await casectl(['restore', broken, '--data', join(root, 'again')]);
    expect(refused.exit).toBe(3);
    expect(refused.stderr).toContain('(backup-invalid)');
  });

  test('that a rebuild holds every event of the log', async () => {
    const rebuilt = await casectl(on('rebuild', '--json'));
    expect(rebuilt.exit).toBe(0);
    const { stdout } = await casectl(on('export'));
    expect(JSON.parse(rebuilt.stdout)).toEqual({ events: linesOf(stdout).length });
  });
});

describe('casectl as a process', () => {
  test('prints only the result on standard output', async () => {
    const { exit, stdout, stderr } = await casectlProcess(on('verify'));
    expect({ exit, stderr: stderr.includes('verifying') }).toEqual({ exit: 0, stderr: true });
    expect(stdout).toMatch(/^sound: \d+ events of \d+ streams\n$/);
  });

  test('ends quietly when nobody reads on', async () => {
    const child = startCasectl(on('export'));
    let complaint = '';
    child.stderr?.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
    child.stdout?.destroy();
    const [exit] = (await once(child, 'exit')) as [number | null];
    expect(exit).toBe(0);
    expect(complaint).not.toMatch(/error|EPIPE|at /i);
  });
});
