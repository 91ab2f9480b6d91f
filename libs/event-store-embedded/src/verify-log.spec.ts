import { START, storableEvents } from '@caseline/event-sourcing';
import type { LogFault, NewEvent } from '@caseline/event-sourcing';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { textOfEvents } from './append-request.ts';
import { eventLogFile, openLogForReading, openLogForWriting } from './event-log-file.ts';
import { LogReader } from './log-reader.ts';
import { LogWriter } from './log-writer.ts';
import { verifyLog } from './verify-log.ts';

const STREAMS = 5;
const EVENTS = 40;

const noted = (position: number): NewEvent => ({
  id: `0b9c1b8e-7d0b-5b0a-9d7c-${String(position).padStart(12, '0')}`,
  type: 'CaseNoted',
  data: { text: `note ${position} über 東京` },
  metadata: {
    schemaVersion: 1,
    actor: { id: 'agent-1', role: 'agent' },
    commandId: `command-${position}`,
    commandFingerprint: 'f'.repeat(64),
    occurredAt: '2026-03-01T08:59:00.000Z',
    $correlationId: `command-${position}`,
    $causationId: `command-${position}`,
    policyVersion: null,
  },
});

/** A log of some streams whose events take turns, in one file. */
function writeLog(file: string): void {
  const database = openLogForWriting(file);
  const writer = new LogWriter(database);
  for (let position = 0; position < EVENTS; position += 1) {
    const streamId = `case-${position % STREAMS}`;
    const expectedRevision = Math.floor(position / STREAMS) - 1;
    const now = '2026-03-01T09:00:00.000Z';
    const eventsText = textOfEvents(storableEvents(streamId, [noted(position)], now));
    const [outcome] = writer.write([{ streamId, expectedRevision, now, eventsText }]);
    expect(outcome?.kind).toBe('appended');
  }
  // One file without a log beside it, so that a copy of its bytes is a copy of all events.
  database.exec('PRAGMA journal_mode = DELETE');
  database.close();
}

/** Every event as it is read, or what kept it from being read. */
function eventsOrError(file: string): string {
  try {
    const database = openLogForReading(file);
    try {
      const reader = new LogReader(database);
      const range = { after: START, upTo: Number.MAX_SAFE_INTEGER, max: EVENTS * 2 };
      const streams = Array.from({ length: STREAMS }, (_, n) =>
        reader.readStream(`case-${n}`, { max: EVENTS }),
      );
      return JSON.stringify([reader.head(), reader.readLog(range).events, streams]);
    } finally {
      database.close();
    }
  } catch (error) {
    return String(error);
  }
}

describe('verification', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'caseline-verify-'));
    file = eventLogFile(folder);
    writeLog(file);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const alter = (sql: string) => {
    const database = new DatabaseSync(file);
    database.exec(sql);
    database.close();
  };
  const faults = (): readonly LogFault[] => verifyLog({ file }).faults;

  test('of a sound log says how much it read, and tells its progress', () => {
    const progress: number[] = [];
    const result = verifyLog({ file, onProgress: ({ verified }) => progress.push(verified) });
    expect(result).toEqual({
      events: EVENTS,
      streams: STREAMS,
      head: EVENTS - 1,
      faultCount: 0,
      faults: [],
    });
    expect(progress.at(-1)).toBe(EVENTS);
  });

  const column = fc.constantFrom('id', 'type', 'data', 'metadata', 'hash');
  test('names the event of which any bit of a text was flipped', () => {
    const pristine = readFileSync(file);
    const flip = fc.tuple(fc.nat(EVENTS - 1), column, fc.nat(), fc.nat(7));
    fc.assert(
      fc.property(flip, ([position, name, at, bit]) => {
        writeFileSync(file, pristine);
        flipBit(file, { position, name, at, bit });
        const revision = Math.floor(position / STREAMS);
        expect(faults()).toMatchObject([
          { kind: 'hash-mismatch', streamId: `case-${position % STREAMS}`, revision, position },
        ]);
      }),
      { numRuns: 150 },
    );
  });

  test.each<[string, string, Partial<LogFault>]>([
    ['a revision', 'UPDATE events SET revision = 99 WHERE position = 7', { position: 7 }],
    ['a stream', 'UPDATE events SET stream = 99 WHERE position = 7', { position: 7 }],
    [
      'another stream',
      'UPDATE events SET stream = 1, revision = 77 WHERE position = 7',
      { kind: 'revision-gap', streamId: 'case-0', position: 7 },
    ],
    [
      'a position',
      'UPDATE events SET position = 1007 WHERE position = 7',
      { kind: 'position-gap', position: 7 },
    ],
    [
      'an event taken out',
      'DELETE FROM events WHERE position = 7',
      { kind: 'position-gap', position: 7 },
    ],
    [
      "a stream's name",
      "UPDATE streams SET name = 'case-9' WHERE number = 3",
      { kind: 'hash-mismatch', streamId: 'case-9', revision: 0, position: 2 },
    ],
  ])('finds %s changed', (_, sql, fault) => {
    alter(sql);
    expect(faults()[0]).toMatchObject(fault);
  });

  test('finds every flipped bit of the file that changes what is read', () => {
    const pristine = readFileSync(file);
    const asWritten = eventsOrError(file);
    const seen = { changed: 0, harmless: 0 };
    fc.assert(
      fc.property(fc.nat(pristine.length - 1), fc.nat(7), (at, bit) => {
        const flipped = Buffer.from(pristine);
        flipped.writeUInt8(flipped.readUInt8(at) ^ (1 << bit), at);
        writeFileSync(file, flipped);
        const isChanged = eventsOrError(file) !== asWritten;
        seen[isChanged ? 'changed' : 'harmless'] += 1;
        if (isChanged) expect(verifyLog({ file }).faultCount).toBeGreaterThan(0);
      }),
      { numRuns: 1_000 },
    );
    expect(seen.changed).toBeGreaterThan(100);
  });

  test('of a file that was cut short or overwritten is a fault, not a crash', () => {
    const pristine = readFileSync(file);
    writeFileSync(file, pristine.subarray(0, pristine.length / 2));
    expect(faults()).toContainEqual(expect.objectContaining({ kind: 'corrupt-file' }));
    writeFileSync(file, pristine.fill(0x55, 0, 4096));
    expect(faults()).toContainEqual(expect.objectContaining({ kind: 'corrupt-file' }));
  });

  test('of a log that is not there is an error', () => {
    expect(() => verifyLog({ file: join(folder, 'other.sqlite') })).toThrow('no event log');
  });
});

function flipBit(
  file: string,
  what: { position: number; name: string; at: number; bit: number },
): void {
  const { position, name, at, bit } = what;
  const database = new DatabaseSync(file);
  const select = `SELECT CAST(${name} AS BLOB) AS bytes FROM events WHERE position = ?`;
  const bytes = Buffer.from(database.prepare(select).get(position)?.bytes as Uint8Array);
  const flippedAt = at % bytes.length;
  bytes.writeUInt8(bytes.readUInt8(flippedAt) ^ (1 << bit), flippedAt);
  // Through a blob, so that bytes that are no UTF-8 reach the row as they are.
  const update = `UPDATE events SET ${name} = CAST(? AS TEXT) WHERE position = ?`;
  database.prepare(update).run(bytes, position);
  database.close();
}
