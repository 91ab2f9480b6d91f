import { NO_STREAM } from '@caseline/event-sourcing';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { textOfEvents, type AppendRequest } from './append-request.ts';
import { eventLogFile, openLogForWriting } from './event-log-file.ts';
import { LogReader } from './log-reader.ts';
import { LogWriter } from './log-writer.ts';
import { MAX_CACHED_HEADS, StreamHeads } from './stream-heads.ts';

const SQLITE_IOERR_FSYNC = 1034;

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'caseline-writer-'));
  file = eventLogFile(folder);
});
afterEach(() => rmSync(folder, { recursive: true }));

const NINE = '2026-03-01T09:00:00.000Z';
const TEN = '2026-03-01T10:00:00.000Z';

const request = (
  streamId: string,
  expectedRevision: number,
  { text = 'note', now = NINE } = {},
): AppendRequest => ({
  streamId,
  expectedRevision,
  now,
  eventsText: textOfEvents([
    {
      id: 'id',
      type: 'CaseNoted',
      dataJson: JSON.stringify({ text }),
      metadataJson: `{"recordedAt":"${now}"}`,
    },
  ]),
});

function openLog() {
  const database = openLogForWriting(':memory:');
  return { database, writer: new LogWriter(database), reader: new LogReader(database) };
}

test('appends of one batch see each other', () => {
  const { writer } = openLog();
  const batch = [request('case-1', -1), request('case-1', -1), request('case-1', 0)];
  expect(writer.write(batch)).toMatchObject([
    { kind: 'appended', revision: 0, position: 0 },
    { kind: 'wrong-revision', actualRevision: 0 },
    { kind: 'appended', revision: 1, position: 1 },
  ]);
});

test('a writer goes on where another left off', () => {
  const { database, writer, reader } = openLog();
  writer.write([request('case-1', NO_STREAM, { now: TEN })]);
  const outcome = new LogWriter(database).write([request('case-1', 0)]);
  // The later stamp of the row counts, although the clock says 9 now.
  expect(outcome).toMatchObject([{ position: 1, recordedAt: TEN }]);
  expect(reader.readStream('case-1', { max: 5 })).toHaveLength(2);
});

test('without room nothing of a batch is written; with room the same batch is', () => {
  const { database, writer, reader } = openLog();
  expect(writer.write([request('case-1', NO_STREAM)])).toMatchObject([{ kind: 'appended' }]);
  const pages = Number(database.prepare('PRAGMA page_count').get()?.page_count);
  database.exec(`PRAGMA max_page_count = ${pages + 2}`);
  const batch = [
    request('case-1', 0),
    request('case-2', NO_STREAM, { text: 'x'.repeat(100_000) }),
    request('case-3', NO_STREAM),
  ];
  expect(writer.write(batch).map(({ kind }) => kind)).toEqual(['full', 'full', 'full']);
  expect(reader.head()).toBe(0);
  // What fits is still written, at the position that the failed batch had.
  expect(writer.write([request('case-1', 0)])).toMatchObject([{ kind: 'appended', position: 1 }]);
  database.exec('PRAGMA max_page_count = 1000000');
  expect(writer.write(batch)).toMatchObject([
    { kind: 'wrong-revision', actualRevision: 1 },
    { kind: 'appended', position: 2 },
    { kind: 'appended', position: 3 },
  ]);
});

test('the heads of streams in memory are bounded, and the youngest stay', () => {
  const heads = new StreamHeads();
  const head = { number: 1, revision: 0, hash: '', recordedAt: '' };
  for (let n = 0; n <= MAX_CACHED_HEADS; n += 1) heads.stage(`case-${n}`, head);
  heads.commit();
  expect(heads.get('case-0')).toBeUndefined();
  expect(heads.get(`case-${MAX_CACHED_HEADS}`)).toBeDefined();
});

/** A database whose commits fail when told to, after everything was written. */
class FailingDatabase extends DatabaseSync {
  isFailing = false;

  override exec(sql: string): void {
    if (this.isFailing && sql === 'COMMIT') {
      throw Object.assign(new Error('disk I/O error'), { errcode: SQLITE_IOERR_FSYNC });
    }
    super.exec(sql);
  }
}

test('after a failed commit nothing more is written, and nobody is told otherwise', () => {
  openLogForWriting(file).close();
  const database = new FailingDatabase(file);
  const heads: number[] = [];
  const writer = new LogWriter(database, (head) => heads.push(head));
  writer.write([request('case-1', NO_STREAM)]);
  database.isFailing = true;
  const doubtful = writer.write([request('case-1', 0), request('case-1', 7)]);
  expect(doubtful.map(({ kind }) => kind)).toEqual(['unknown', 'unknown']);
  database.isFailing = false;
  expect(writer.write([request('case-1', 0)])).toEqual([
    { kind: 'read-only', detail: 'disk I/O error (SQLite 1034)' },
  ]);
  expect(new LogReader(database).head()).toBe(0);
  expect(heads).toEqual([0]);
  database.close();
});
