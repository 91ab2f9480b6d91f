import { eventLogFile, openEmbeddedEventStore, verifyLog } from '@caseline/event-store-embedded';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { noted } from '../contract/event-store-scenes.ts';
import { startScript } from './source-process.ts';

const KILLS = 8;

/** A seeded sequence, so that a failing run can be repeated. */
function* appendsBeforeKill(seed: number): Generator<number> {
  for (let state = seed; ;) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    yield 1 + (state % 700);
  }
}

/** Lets the writers run until so many appends are acknowledged; answers what was. */
async function acknowledgedBeforeKill(folder: string, run: number, count: number) {
  const child = startScript('append-until-killed.ts', [folder, `${run}`]);
  const errors: string[] = [];
  child.stderr.on('data', (text: Buffer) => errors.push(text.toString()));
  const exited = once(child, 'exit');
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    if (line !== 'ready') lines.push(line);
    // Lines that are in the pipe already are acknowledged as well: read on to the end.
    if (lines.length === count) child.kill('SIGKILL');
  }
  expect({ ended: await exited, errors }).toEqual({ ended: [null, 'SIGKILL'], errors: [] });
  return lines;
}

/** While it is open, nothing new is copied from the write-ahead log into the file. */
function readFromNowOn(folder: string): DatabaseSync {
  const reader = new DatabaseSync(eventLogFile(folder), { readOnly: true });
  reader.exec('begin; select count(*) from sqlite_schema');
  return reader;
}

describe('the embedded store', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'caseline-kill-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('loses nothing that it acknowledged when its process is killed', async () => {
    const counts = appendsBeforeKill(20260301);
    const acknowledged: string[] = [];
    for (let run = 0; run < KILLS; run += 1) {
      const count = counts.next().value as number;
      acknowledged.push(...(await acknowledgedBeforeKill(folder, run, count)));
    }
    // A reader beside nobody: it recovers what the killed process left behind.
    const store = await openEmbeddedEventStore({ folder, mode: 'read' });
    const present = new Map<string, unknown>();
    for await (const batch of store.readAll({ after: -1 })) {
      for (const { streamId, revision, data } of batch) {
        present.set(`${streamId} ${revision}`, data);
      }
    }
    for (const line of acknowledged) {
      const [streamId, revision, text] = line.split(' ');
      expect(present.get(`${streamId} ${revision}`)).toEqual({ text });
    }
    await store.close();
    expect(verifyLog({ file: eventLogFile(folder) })).toMatchObject({ faultCount: 0 });
    // Every append had two events: half an append would leave an odd number.
    expect(present.size % 2).toBe(0);
    expect(acknowledged.length).toBeGreaterThan(KILLS);
  }, 60_000);

  test('reads as a prefix wherever its write-ahead log is cut off', async () => {
    const store = await openEmbeddedEventStore({ folder });
    const reader = readFromNowOn(folder);
    for (let n = 0; n < 20; n += 1) {
      await store.append('case-1', [noted(`${n}`), noted(`${n}`)], n * 2 - 1);
    }
    const lengths = new Set<number>();
    const copy = `${folder}-cut`;
    const log = join(copy, 'events.sqlite-wal');
    // The schema goes into the file itself; in the write-ahead log there are events only.
    cpSync(folder, copy, { recursive: true });
    reader.close();
    await store.close();
    for (let size = statSync(log).size; size >= 0; size -= 1_536) {
      truncateSync(log, size);
      rmSync(join(copy, 'events.sqlite-shm'), { force: true });
      const { events, faults } = verifyLog({ file: eventLogFile(copy) });
      // Never a hole and never half an append; and what is gone from the end is missed.
      expect(faults.map(({ kind }) => kind)).toEqual(events === 40 ? [] : ['lost-tail']);
      expect(events % 2).toBe(0);
      lengths.add(events);
    }
    rmSync(copy, { recursive: true });
    expect(lengths.size).toBe(21);
  });
});
