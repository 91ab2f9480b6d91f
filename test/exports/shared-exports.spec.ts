/** Two threads that share an export write what one writes alone, and fail as it does. */
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { growLog } from '../bench/grown-log.ts';
import { casectl } from '../support/casectl-run.ts';
import { contosoId } from '../support/given.ts';
import { ExportWorld } from './exported-log.ts';

const streamFormats = ['ndjson', 'csv', 'xes', 'ocel-json'] as const;
/** What narrows an export does so in the same place whatever the format. */
const filters = [
  ['--personal', '--org', contosoId],
  ['--type', 'CaseAssigned', 'SlaObjectiveBreached'],
  ['--to', '2001-01-01T00:00:00Z'],
  ['--after', '500'],
] as const;
/** A position in the second half of the log. */
const BROKEN_AT = 900;

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

/** Every row of every table, in the order in which it lies there. */
async function rowsOf(file: string): Promise<readonly (readonly [string, unknown])[]> {
  const database = new DatabaseSync(file, { readOnly: true });
  const tables = database.prepare('SELECT name, sql FROM sqlite_schema ORDER BY name').all();
  const rows = tables
    .filter(({ sql }) => sql !== null)
    .map(({ name, sql }) => {
      const all = database.prepare(`SELECT * FROM ${String(name)}`).all();
      return [String(sql), all.map((row) => ({ ...row }))] as const;
    });
  database.close();
  return rows;
}

describe('An export that two threads share', () => {
  test.each([
    ...streamFormats.map((format) => [format, []] as const),
    ...filters.map((filter) => ['csv', filter] as const),
  ])('as %s is that of one thread: %j', async (format, filter) => {
    const alone = await world.file(format, ...filter, '--threads', '1');
    const shared = await world.file(format, ...filter, '--threads', '2');
    expect(readFileSync(shared).equals(readFileSync(alone))).toBe(true);
  });

  test.each([[[]], [filters[0]]])(
    'as ocel-sqlite has the rows of one thread: %j',
    async (filter) => {
      const alone = await world.file('ocel-sqlite', ...filter, '--threads', '1');
      const shared = await world.file('ocel-sqlite', ...filter, '--threads', '2');
      expect(await rowsOf(shared)).toEqual(await rowsOf(alone));
    },
  );

  test.each([...streamFormats, 'ocel-sqlite'])(
    'as %s fails by what either meets, and leaves nothing behind',
    async (format) => {
      const file = join(broken.root, `cut.${format}`);
      const run = await broken.run(format, '--out', file, '--threads', '2');
      expect(run).toMatchObject({ exit: 3, stdout: '' });
      expect(run.stderr).toContain('(event-log-corrupt)');
      expect(readdirSync(broken.root)).toEqual(['data']);
    },
  );

  test('goes to standard output too', async () => {
    const { stdout, stderr } = await world.run('xes', '--threads', '2');
    expect(stdout).toBe(await world.text('xes', '--threads', '1'));
    expect(stderr).toMatch(/\nwhole: \d+ events\n$/);
  });

  test.each(['0', '3'])('has one thread or two, not %s', async (threads) => {
    const run = await world.run('csv', '--threads', threads);
    expect(run).toMatchObject({ exit: 2, stdout: '' });
    expect(run.stderr).toContain('(wrong-usage)');
  });
});

describe('An export of a log that is worth two threads', () => {
  /** More than a thread is worth, and more than two groups of Parquet. */
  const EVENTS = 24_000;
  let root: string;
  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'caseline-exports-'));
    await growLog(join(root, 'data'), EVENTS);
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  test.each([
    ['parquet', ['--threads', '2']],
    ['xes', []],
  ])('as %s is that of one thread', async (format, sharing) => {
    const exported = async (...options: readonly string[]): Promise<Buffer> => {
      const file = join(root, `${options.join('')}.${format}`);
      const data = join(root, 'data');
      const args = ['export', '--format', format, '--out', file, '--data', data, ...options];
      expect(await casectl(args)).toMatchObject({ exit: 0 });
      return readFileSync(file);
    };
    expect((await exported(...sharing)).equals(await exported('--threads', '1'))).toBe(true);
  });
});
