import { EventStoreReadOnly, NO_STREAM, START } from '@caseline/event-sourcing';
import type { NewEvent } from '@caseline/event-sourcing';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { EmbeddedEventStore } from './embedded-event-store.ts';
import { SCHEMA_VERSION, eventLogFile } from './event-log-file.ts';
import { openEmbeddedEventStore } from './open-event-store.ts';

const noted = (text: string): NewEvent => ({
  id: `note-${text}`,
  type: 'CaseNoted',
  data: { text },
  metadata: {
    schemaVersion: 1,
    actor: { id: 'agent-1', role: 'agent' },
    commandId: text,
    commandFingerprint: 'f'.repeat(64),
    occurredAt: '2026-03-01T08:59:00.000Z',
    $correlationId: text,
    $causationId: text,
    policyVersion: null,
  },
});

describe('a data folder', () => {
  let folder: string;
  const opened: EmbeddedEventStore[] = [];
  const open = async (mode: 'read' | 'write' = 'write') => {
    const clock = { now: () => Date.UTC(2026, 2, 1, 9) };
    const store = await openEmbeddedEventStore({ folder, mode, clock });
    opened.push(store);
    return store;
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'caseline-folder-'));
  });
  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close();
    rmSync(folder, { recursive: true });
  });

  test('keeps its events from one opening to the next, positions from 0 without gaps', async () => {
    const first = await open();
    expect(await first.head()).toBe(START);
    expect(await first.lastRecordedAt()).toBeUndefined();
    await first.append('case-1', [noted('a'), noted('b')], NO_STREAM);
    await first.append('case-2', [noted('c')], 3).catch(() => undefined);
    await first.append('case-2', [noted('d')], NO_STREAM);
    await first.close();
    const second = await open();
    expect(await second.append('case-1', [noted('e')], 1)).toMatchObject({ position: 3 });
    expect(await second.head()).toBe(3);
    expect(await second.count()).toBe(4);
    expect(await second.lastRecordedAt()).toBe('2026-03-01T09:00:00.000Z');
    await second.close();
    expect(readdirSync(folder).sort()).toEqual([
      'acknowledged-head.txt',
      'events.sqlite',
      'lock.sqlite',
    ]);
  });

  test('has one writer in this process, and is free again after it', async () => {
    const first = await open();
    await expect(open()).rejects.toMatchObject({ code: 'data-folder-in-use' });
    await first.close();
    await expect(open()).resolves.toBeDefined();
  });

  test('has one writer among processes', async () => {
    await open();
    const module = join(import.meta.dirname, 'index.ts');
    const script = `
      import { openEmbeddedEventStore } from ${JSON.stringify(module)};
      const opening = openEmbeddedEventStore({ folder: ${JSON.stringify(folder)} });
      console.log(await opening.then(() => 'opened', (error) => error.code));
      const reading = await openEmbeddedEventStore({
        folder: ${JSON.stringify(folder)}, mode: 'read',
      });
      console.log(await reading.head());
      await reading.close();`;
    const flags = ['--conditions=source', '--disable-warning=ExperimentalWarning'];
    const child = spawnSync(process.execPath, [...flags, '--input-type=module', '-e', script]);
    expect(child.stdout.toString()).toBe('data-folder-in-use\n-1\n');
  });

  test('is followed by readers beside the writer', async () => {
    const writer = await open();
    await writer.append('case-1', [noted('a')], NO_STREAM);
    const reader = await open('read');
    const stop = new AbortController();
    const messages = reader.subscribe({ after: START, signal: stop.signal });
    const iterator = messages[Symbol.asyncIterator]();
    expect((await iterator.next()).value).toMatchObject({ kind: 'events' });
    expect((await iterator.next()).value).toEqual({ kind: 'caught-up', position: 0 });
    const waiting = iterator.next();
    await writer.append('case-1', [noted('b')], 0);
    expect((await waiting).value).toMatchObject({ events: [{ revision: 1 }] });
    await expect(reader.append('case-1', [noted('c')], 1)).rejects.toThrow(EventStoreReadOnly);
    stop.abort();
  });

  test('a closed store ends its subscriptions and refuses everything else', async () => {
    const store = await open();
    const forever = new AbortController().signal;
    const iterator = store.subscribe({ after: START, signal: forever })[Symbol.asyncIterator]();
    await iterator.next();
    const waiting = iterator.next();
    const appended = store.append('case-1', [noted('a')], NO_STREAM);
    await store.close();
    expect(await appended).toMatchObject({ position: 0 });
    for (let message = await waiting; message.done !== true; message = await iterator.next());
    await expect(store.head()).rejects.toMatchObject({ code: 'event-store-closed' });
    await expect(store.append('case-1', [noted('b')], 0)).rejects.toMatchObject({
      code: 'event-store-closed',
    });
  });

  test('without a log cannot be read', async () => {
    await expect(open('read')).rejects.toMatchObject({ code: 'event-log-missing' });
    expect(readdirSync(folder)).toEqual([]);
  });

  test('with a log of a newer build is refused, and let go again', async () => {
    await (await open()).close();
    const database = new DatabaseSync(eventLogFile(folder));
    database.exec(`PRAGMA user_version = ${SCHEMA_VERSION + 1}`);
    for (const mode of ['write', 'read'] as const) {
      await expect(open(mode)).rejects.toMatchObject({ code: 'event-log-too-new' });
    }
    database.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`);
    database.close();
    await expect(open()).resolves.toBeDefined();
  });

  test("with somebody else's database or no database at all is refused", async () => {
    const database = new DatabaseSync(eventLogFile(folder));
    database.exec('CREATE TABLE events (a)');
    database.close();
    await expect(open()).rejects.toMatchObject({ code: 'not-an-event-log' });
    writeFileSync(eventLogFile(folder), 'no database, but long enough to look like one'.repeat(50));
    await expect(open()).rejects.toMatchObject({ code: 'event-log-corrupt' });
  });
});
