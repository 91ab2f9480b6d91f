/** `casectl export` as it is used: whole files or none, one store or the other, clear refusals. */
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openEventStoreDb } from '@caseline/event-store-db';
import { casectl } from '../support/casectl-run.ts';
import { EventStoreServer } from '../support/event-store-server/event-store-server.ts';
import { ExportWorld, SetClock, fillLog } from './exported-log.ts';

const formats = ['ndjson', 'csv', 'parquet', 'xes', 'ocel-json', 'ocel-sqlite'] as const;
/** The position of an event that a broken log cannot give back. */
const BROKEN_AT = 300;

let world: ExportWorld;
let broken: ExportWorld;
beforeAll(async () => {
  [world, broken] = await Promise.all([ExportWorld.open(), ExportWorld.open()]);
  const database = new DatabaseSync(join(broken.data, 'events.sqlite'));
  database.prepare("UPDATE events SET data = '{' WHERE position = ?").run(BROKEN_AT);
  database.close();
});
afterAll(() => {
  world.end();
  broken.end();
});

const count = (text: string): number => text.split('\n').length - 1;

describe('An export to a file', () => {
  test.each(formats)('as %s tells how many events it holds', async (format) => {
    const file = join(world.root, `told.${format}`);
    const run = await world.run(format, '--out', file, '--stream', 'case-', '--json');
    const events = await world.events('--stream', 'case-');
    expect(JSON.parse(run.stdout)).toEqual({ file, events: events.length });
    expect(run.stderr).toContain('exporting');
  });

  test.each(formats)('as %s that is cut short leaves nothing behind', async (format) => {
    const file = join(broken.root, `cut.${format}`);
    const run = await broken.run(format, '--out', file);
    expect(run).toMatchObject({ exit: 3, stdout: '' });
    expect(run.stderr).toContain('(event-log-corrupt)');
    expect(readdirSync(broken.root)).toEqual(['data']);
  });

  test.each(formats)('as %s never replaces one, nor writes to no folder', async (format) => {
    const file = join(world.root, `there.${format}`);
    writeFileSync(file, 'there before');
    const run = await world.run(format, '--out', file);
    expect(run).toMatchObject({ exit: 2, stdout: '' });
    expect(run.stderr).toContain('(file-exists)');
    expect(readFileSync(file, 'utf8')).toBe('there before');
    const nowhere = await world.run(format, '--out', join(world.root, 'no', 'folder'));
    expect(nowhere.exit).toBe(2);
  });
});

describe('An export to standard output', () => {
  test.each(['ndjson', 'csv', 'xes', 'ocel-json'])(
    'as %s is the same as a file',
    async (format) => {
      const run = await world.run(format);
      expect(run.stdout).toBe(await world.text(format));
      expect(run.stderr.trim().split('\n').at(-1)).toMatch(/^whole: \d+ events$/);
    },
  );

  test.each(['ndjson', 'csv', 'xes', 'ocel-json'])(
    'as %s shows where it was cut',
    async (format) => {
      const run = await broken.run(format);
      expect(run.exit).toBe(3);
      expect(run.stderr).not.toContain('whole');
      expect(run.stdout).not.toMatch(/<\/log>|\]\}\s*$/);
    },
  );
});

describe('NDJSON', () => {
  test('is the log itself, so that its hashes can be checked', async () => {
    const text = await world.text('ndjson');
    expect(text).toContain('"personal":');
    expect(text).toBe(await world.text('ndjson', '--personal'));
    expect(await world.text('ndjson', '--no-personal')).not.toContain('"personal":');
    expect(count(await world.text('ndjson', '--no-personal'))).toBe(count(text));
  });
});

describe('An export from EventStoreDB', () => {
  let server: EventStoreServer;
  beforeAll(async () => {
    server = await EventStoreServer.start();
    const clock = new SetClock();
    const connectionString = server.connectionString();
    const store = await openEventStoreDb({ connectionString, clock });
    await fillLog(store, clock);
    await store.close();
  });
  afterAll(() => server.stop());

  test.each(['csv', 'xes', 'ocel-json'])('as %s is that of a data folder', async (format) => {
    const environment = { EVENTSTORE_URL: server.connectionString() };
    const run = await casectl(['export', '--format', format, '--stream', 'case-'], { environment });
    expect(run.exit).toBe(0);
    const here = await world.text(format, '--stream', 'case-');
    expect(comparable(run.stdout)).toEqual(comparable(here));
  });
});

/** Positions, hashes and the order of fields belong to a store; what is said does not. */
const comparable = (text: string): readonly string[] =>
  text
    .replace(/^\d+,/gm, '')
    .replace(/,[0-9a-f]{64},/g, ',')
    .split('\n')
    .map((line) =>
      line
        .split(/[<>,{}]|&quot;/)
        .sort()
        .join('|'),
    );

describe('A line that cannot be meant', () => {
  test.each([
    [['--format', 'xml'], 'format-unknown'],
    [['--from', 'yesterday'], 'instant-invalid'],
    [['--from', '2026-02-01T00:00:00Z', '--to', '2026-01-01T00:00:00Z'], 'range-reversed'],
    [['--from', '2026-02-01T00:00:00Z', '--since', '2026-02-01T00:00:00Z'], 'wrong-usage'],
    [['--timeline', 'both'], 'wrong-usage'],
    [['--org', 'Contoso'], 'organization-id-invalid'],
    [['--kind', 'ticket'], 'kind-unknown'],
    [['--after', '-1'], 'wrong-usage'],
    [['--format', 'ocel-json', '--stream', 'policy-'], 'stream-not-in-format'],
  ])('%j is refused as %s', async (args, code) => {
    const file = join(world.root, 'refused');
    const run = await casectl(['export', '--data', world.data, '--out', file, ...args]);
    expect(run).toMatchObject({ exit: 2, stdout: '' });
    expect(run.stderr).toContain(`(${code})`);
    expect(existsSync(file)).toBe(false);
  });

  test('without a log says so', async () => {
    const run = await casectl(['export', '--data', join(world.root, 'nothing')]);
    expect(run).toMatchObject({ exit: 3, stdout: '' });
    expect(run.stderr).toContain('(event-log-missing)');
  });
});
