/** `casectl migrate`: a data folder becomes an EventStoreDB, and every verb works on that. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openEventStoreDb } from '@caseline/event-store-db';
import { START, type EventStore, type RecordedEvent } from '@caseline/event-sourcing';
import { openEmbeddedEventStore } from '@caseline/event-store-embedded';
import {
  assigned,
  caseNumber,
  minute,
  newEvents,
  opened,
  triaged,
  type Append,
} from '../support/case-streams.ts';
import { casectl } from '../support/casectl-run.ts';
import { EventStoreServer } from '../support/event-store-server/event-store-server.ts';

const [first, second] = [caseNumber(1), caseNumber(2)];

let folder: string;
let server: EventStoreServer;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'caseline-migrate-'));
  server = await EventStoreServer.start();
  await append(first, { at: -1, minutes: 0, events: [opened(), triaged()] });
  await append(second, { at: -1, minutes: 5, events: [opened()] });
  await append(first, { at: 1, minutes: 9, events: [assigned('desk')] });
});
afterEach(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

/** Appends to the data folder at an instant of its own, so that recording times differ. */
async function append(
  caseId: string,
  { at, minutes, events }: { at: number; minutes: number; events: Append['events'] },
): Promise<void> {
  const clock = { now: () => Date.parse(minute(minutes)) + 30_000 };
  const store = await openEmbeddedEventStore({ folder, clock });
  const given = newEvents(caseId, { recordedAt: minute(minutes), events });
  await store.append(`case-${caseId}`, given, at);
  await store.close();
}

async function everythingIn(
  store: EventStore,
): Promise<readonly Omit<RecordedEvent, 'position'>[]> {
  const events: Omit<RecordedEvent, 'position'>[] = [];
  for await (const batch of store.readAll({ after: START })) {
    events.push(...batch.map(({ position: _, ...event }) => event));
  }
  await store.close();
  return events;
}

const source = async () => everythingIn(await openEmbeddedEventStore({ folder, mode: 'read' }));
const target = async () =>
  everythingIn(await openEventStoreDb({ connectionString: server.connectionString() }));

const migrate = () =>
  casectl(['migrate', '--data', folder, '--to', server.connectionString(), '--json']);

describe('casectl migrate', () => {
  test('keeps ids, revisions, order, both timelines and hashes', async () => {
    const { exit, stdout, stderr } = await migrate();
    expect({ exit, shown: stderr.includes('migrating') }).toEqual({ exit: 0, shown: true });
    expect(JSON.parse(stdout)).toEqual({ found: 0, copied: 4, verified: 4, streams: 2 });
    const before = await source();
    expect(before.map(({ streamId }) => streamId)).toEqual(
      [first, first, second, first].map((id) => `case-${id}`),
    );
    expect(new Set(before.map(({ metadata }) => metadata.recordedAt)).size).toBe(3);
    expect(await target()).toEqual(before);
  });

  test('again copies only what is new in the folder', async () => {
    await migrate();
    await append(second, { at: 0, minutes: 20, events: [triaged()] });
    const { exit, stdout } = await migrate();
    expect({ exit, report: JSON.parse(stdout) as unknown }).toEqual({
      exit: 0,
      report: { found: 4, copied: 1, verified: 5, streams: 2 },
    });
    expect(await target()).toEqual(await source());
  });

  test('after an attempt that broke off goes on where that ended', async () => {
    server.faults.next('append', { kind: 'answer-twice' });
    for (let attempt = 0; attempt < 3; attempt += 1) {
      server.faults.next('append', { kind: 'refuse', as: 'unavailable' });
    }
    const broken = await migrate();
    expect(broken.exit).toBe(3);
    expect(broken.stderr).toContain('append-outcome-unknown');
    const { exit, stdout } = await migrate();
    expect(exit).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ found: 2, copied: 2, verified: 4 });
    expect(await target()).toEqual(await source());
  });

  test('refuses a target that holds something else, and writes nothing', async () => {
    const other = await openEventStoreDb({ connectionString: server.connectionString() });
    await other.append(
      `case-${first}`,
      newEvents(first, { recordedAt: minute(0), events: [opened()] }),
      -1,
    );
    await other.close();
    const { exit, stderr } = await migrate();
    expect(exit).toBe(4);
    expect(JSON.parse(stderr.slice(stderr.indexOf('{"error"')))).toMatchObject({
      error: { code: 'target-holds-other-events', same: 0 },
    });
    expect(server.log.all).toHaveLength(1);
  });

  test('refuses a target that goes on behind the log of the folder', async () => {
    await migrate();
    const other = await openEventStoreDb({ connectionString: server.connectionString() });
    const more = newEvents(second, { recordedAt: minute(30), events: [triaged()] });
    await other.append(`case-${second}`, more, 0);
    await other.close();
    const { exit, stderr } = await migrate();
    expect(exit).toBe(4);
    expect(stderr).toContain('it goes on behind the log');
  });

  test('makes no folder of one that was mistyped', async () => {
    const missing = join(folder, 'elsewhere');
    const run = await casectl(['migrate', '--data', missing, '--to', server.connectionString()]);
    expect(run.exit).toBe(3);
    expect(run.stderr).toContain('(event-log-missing)');
  });
});

describe('casectl on EventStoreDB', () => {
  const on = (...args: string[]) =>
    casectl(args, {
      environment: { EVENTSTORE_URL: server.connectionString(), CASELINE_DATA: folder },
    });

  test('history, show, verify, export and rebuild tell the same as on the folder', async () => {
    await migrate();
    const [history, exported] = [await on('history', first), await on('export')];
    expect(history).toMatchObject({ exit: 0 });
    expect(history.stdout).toBe((await casectl(['history', first, '--data', folder])).stdout);
    expect(exported.stdout.trim().split('\n')).toHaveLength(4);
    expect((await on('show', first)).stdout).toBe(
      (await casectl(['show', first, '--data', folder])).stdout,
    );
    expect((await on('verify')).stdout).toBe('sound: 4 events of 2 streams\n');
    expect((await on('rebuild')).stdout).toBe('all views hold the 4 events of the log\n');
  });

  test('verify names an event that was altered', async () => {
    await migrate();
    const [altered] = server.log.all;
    if (altered === undefined) throw new Error('the log is empty');
    const text = Buffer.from(altered.data)
      .toString()
      .replace(/"kind":"\w+"/, '"kind":"billing"');
    Object.assign(altered, { data: Buffer.from(text) });
    const { exit, stdout } = await on('verify');
    expect(exit).toBe(1);
    expect(stdout).toContain(`case-${first}  revision 0  position 128  hash-mismatch`);
  });

  test('backup and restore say what does it instead', async () => {
    for (const verb of ['backup', 'restore']) {
      const { exit, stderr } = await on(verb, join(folder, 'copy'));
      expect(exit).toBe(2);
      expect(stderr).toMatch(/with its own tools.*--data \(data-folder-only\)/);
    }
  });
});
