/** CSV and Parquet: the same rows as NDJSON has events, the same cells in both. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { caseDecider, type CaseState } from '@caseline/case-domain';
import type { RecordedEvent } from '@caseline/event-sourcing';
import { parse } from 'csv-parse/sync';
import { parquetMetadata, parquetReadObjects, parquetSchema } from 'hyparquet';
import { casectl } from '../support/casectl-run.ts';
import { stateAfter } from '../support/random-cases.ts';
import { ExportWorld, billingCase, troubledCase, troublesome } from './exported-log.ts';

let world: ExportWorld;
beforeAll(async () => {
  world = await ExportWorld.open();
});
afterAll(() => world.end());

type Cells = Readonly<Record<string, string>>;

/** The rows with the protecting quotes taken away. */
async function csvRows(...options: readonly string[]): Promise<readonly Cells[]> {
  const text = await world.text('csv', ...options);
  const rows = parse(text, { columns: true, record_delimiter: '\r\n' });
  return (rows as Cells[]).map((cells) =>
    Object.fromEntries(Object.entries(cells).map(([name, cell]) => [name, cell.replace(/^'/, '')])),
  );
}

async function parquetFile(...options: readonly string[]) {
  const bytes = readFileSync(await world.file('parquet', ...options));
  return new Uint8Array(bytes).buffer;
}

const cellOf = (value: unknown): string => {
  if (value === null || value === undefined) return '';
  return value instanceof Date ? value.toISOString() : String(value);
};

const impersonal = ({ data }: RecordedEvent): object => {
  const { personal: _personal, ...rest } = data as Record<string, unknown>;
  return rest;
};

describe('A CSV export', () => {
  test('has a row for each event, in the order of the log, its data without people', async () => {
    const events = await world.events();
    const rows = await csvRows();
    expect(rows.map(({ eventId, type, hash }) => ({ eventId, type, hash }))).toEqual(
      events.map(({ id, type, metadata }) => ({ eventId: id, type, hash: metadata.hash })),
    );
    expect(rows.map(({ data }) => JSON.parse(data ?? '') as object)).toEqual(
      events.map(impersonal),
    );
    expect(rows[0]).not.toHaveProperty('personal');
  });

  test('tells how the case stood after each event, and nothing of what is no case', async () => {
    const rows = await csvRows('--stream', `case-${troubledCase}`);
    expect(
      rows.map(({ type, status, severity, team, agentId }) => [
        ...[type, status, severity, team, agentId],
      ]),
    ).toEqual([
      ['CaseOpened', 'opened', 'B', '', ''],
      ['CaseTriaged', 'triaged', 'B', '', ''],
      ['CaseAssigned', 'triaged', 'B', '=team', '@agent'],
      ['NoteAdded', 'triaged', 'B', '=team', '@agent'],
    ]);
    const [policy] = await csvRows('--stream', 'policy-');
    expect(policy).toMatchObject({ caseId: '', organizationId: '', status: '', kind: '' });
  });

  test('tells of each case, after each event, what the rules of the domain say', async () => {
    const states = new Map<string, CaseState>();
    const expected = (await world.events('--stream', 'case-')).map((event) => {
      const before = states.get(event.streamId) ?? caseDecider.initialState;
      const after = stateAfter(before, [event]);
      states.set(event.streamId, after);
      const { status, turn } = after.lifecycle;
      const { severity, kind, category, organizationId } = after;
      return [status, turn, severity ?? '', kind, category ?? '', organizationId];
    });
    const rows = await csvRows('--stream', 'case-');
    expect(
      rows.map(({ status, turn, severity, kind, category, organizationId }) => [
        ...[status, turn, severity, kind, category, organizationId],
      ]),
    ).toEqual(expected);
    expect(states.size).toBeGreaterThan(30);
  });

  test('says in its help what each column is', async () => {
    const { stdout } = await casectl(['export', '--help']);
    const [row] = await csvRows('--personal', '--stream', `case-${troubledCase}`);
    for (const column of Object.keys(row ?? {})) expect(stdout).toContain(`\n  ${column} `);
  });

  test('has nothing that a spreadsheet takes for a formula', async () => {
    const text = await world.text('csv', '--stream', `case-${troubledCase}`);
    expect(text).toContain(",'=team,'@agent,");
    expect(text).toMatch(/\r\n$/);
  });

  test('holds personal data when they are asked for, as they were', async () => {
    const rows = await csvRows('--personal', '--stream', `case-${troubledCase}`);
    expect(JSON.parse(rows[3]?.['personal'] ?? '')).toEqual({ note: troublesome });
    expect(rows[1]?.['personal']).toBe('{"overrideReason":null}');
  });

  test('of an empty range names its columns and ends', async () => {
    const text = await world.text('csv', '--to', '2001-01-01T00:00:00Z');
    expect(text.split('\r\n')).toHaveLength(2);
    expect(text).toMatch(/^position,streamId,/);
  });
});

describe('A Parquet export', () => {
  test.each([[[]], [['--personal']]])('has the cells of the CSV export %j', async (options) => {
    const rows = await parquetReadObjects({ file: await parquetFile(...options) });
    const cells = rows.map((row) =>
      Object.fromEntries(Object.entries(row).map(([name, value]) => [name, cellOf(value)])),
    );
    expect(cells).toEqual(await csvRows(...options));
  });

  test('tells the types of its columns: instants are in UTC', async () => {
    const { children } = parquetSchema(parquetMetadata(await parquetFile()));
    const types = Object.fromEntries(
      children.map(({ element }) => [element.name, [element.type, element.logical_type]]),
    );
    expect(types).toMatchObject({
      position: ['INT64', undefined],
      recordedAt: ['INT64', { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' }],
      data: ['BYTE_ARRAY', { type: 'STRING' }],
    });
  });

  test('of an empty range is a whole file without rows', async () => {
    const file = await parquetFile('--to', '2001-01-01T00:00:00Z');
    expect(Number(parquetMetadata(file).num_rows)).toBe(0);
    expect(await parquetReadObjects({ file })).toEqual([]);
  });
});

describe('A filter', () => {
  test('by kind takes what happened while the case was of that kind', async () => {
    const rows = await csvRows('--kind', 'billing');
    const others = (await csvRows()).filter(({ kind }) => kind === 'billing');
    expect(rows).toEqual(others);
    expect(new Set(rows.map(({ caseId }) => caseId))).toContain(billingCase);
  });

  test('by organization takes its cases and itself', async () => {
    const [first] = await csvRows('--stream', 'organization-');
    const organizationId = first?.['organizationId'] ?? '';
    const rows = await csvRows('--org', organizationId);
    expect(rows).toEqual(
      (await csvRows()).filter((row) => row['organizationId'] === organizationId),
    );
    const streams = new Set(rows.map(({ streamId }) => streamId));
    expect(streams).toContain(`organization-${organizationId}`);
    expect(streams).toContain(`case-${troubledCase}`);
    expect(streams).not.toContain(`case-${billingCase}`);
    const events = await world.events('--org', organizationId);
    expect(events.map(({ id }) => id)).toEqual(rows.map(({ eventId }) => eventId));
  });

  test('by time follows the timeline that is said', async () => {
    const events = await world.events();
    const late = events.find(({ metadata }) => metadata.occurredAt < metadata.recordedAt);
    const { occurredAt = '', recordedAt = '' } = late?.metadata ?? {};
    const ids = async (...options: string[]) =>
      (await world.events(...options)).map(({ id }) => id);
    expect(await ids('--to', recordedAt)).not.toContain(late?.id);
    const occurred = await ids('--to', recordedAt, '--timeline', 'occurred');
    expect(occurred).toEqual(
      events.filter(({ metadata }) => metadata.occurredAt < recordedAt).map(({ id }) => id),
    );
    expect(await ids('--from', occurredAt, '--timeline', 'occurred')).toContain(late?.id);
    expect(await ids('--since', recordedAt)).toEqual(await ids('--from', recordedAt));
  });

  test('that starts in the middle tells standings from the whole past', async () => {
    const all = await csvRows();
    const middle = all[Math.floor(all.length / 2)]?.['position'] ?? '';
    expect(await csvRows('--after', middle)).toEqual(
      all.filter(({ position }) => Number(position) > Number(middle)),
    );
  });
});
