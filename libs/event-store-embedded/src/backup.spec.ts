import { NO_STREAM, START } from '@caseline/event-sourcing';
import type { EventStore, NewEvent } from '@caseline/event-sourcing';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { restoreEventStore } from './backup.ts';
import type { EmbeddedEventStore } from './embedded-event-store.ts';
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

async function everything(store: EventStore): Promise<unknown[]> {
  const events: unknown[] = [];
  for await (const batch of store.readAll({ after: START })) events.push(...batch);
  return events;
}

describe('a backup', () => {
  let root: string;
  let store: EmbeddedEventStore;
  const inRoot = (name: string) => join(root, name);

  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), 'caseline-backup-'));
    store = await openEmbeddedEventStore({ folder: inRoot('data') });
    for (let n = 0; n < 50; n += 1) await store.append(`case-${n}`, [noted(`${n}`)], NO_STREAM);
  });
  afterEach(async () => {
    await store.close();
    rmSync(root, { recursive: true });
  });

  test('restores to the same events in another folder, which then goes on', async () => {
    expect(await store.backupTo(inRoot('backup'))).toMatchObject({ events: 50, faultCount: 0 });
    await restoreEventStore(inRoot('backup'), inRoot('restored'));
    const restored = await openEmbeddedEventStore({ folder: inRoot('restored') });
    expect(await everything(restored)).toEqual(await everything(store));
    expect(await restored.append('case-1', [noted('more')], 0)).toMatchObject({ position: 50 });
    await restored.close();
    expect(readdirSync(root).sort()).toEqual(['backup', 'data', 'restored']);
  });

  test('taken while writers go on is a prefix of the log', async () => {
    let isBackedUp = false;
    const writing = (async () => {
      for (let n = 0; !isBackedUp; n += 1) {
        await store.append(`x-${n}`, [noted(`x${n}`)], NO_STREAM);
      }
    })();
    const { events } = await store.backupTo(inRoot('backup'));
    isBackedUp = true;
    await writing;
    await restoreEventStore(inRoot('backup'), inRoot('restored'));
    const restored = await openEmbeddedEventStore({ folder: inRoot('restored'), mode: 'read' });
    expect(await everything(restored)).toEqual((await everything(store)).slice(0, events));
    expect(events).toBeGreaterThanOrEqual(50);
    await restored.close();
  });

  test('replaces no file', async () => {
    writeFileSync(inRoot('backup'), 'precious');
    await expect(store.backupTo(inRoot('backup'))).rejects.toMatchObject({ code: 'backup-exists' });
  });

  test('with an altered event is not restored', async () => {
    await store.backupTo(inRoot('backup'));
    const database = new DatabaseSync(inRoot('backup'));
    database.exec(`UPDATE events SET data = '{"text":"other"}' WHERE position = 31`);
    database.close();
    const restoring = restoreEventStore(inRoot('backup'), inRoot('restored'));
    await expect(restoring).rejects.toMatchObject({ code: 'backup-invalid' });
    await expect(restoring).rejects.toThrow('"streamId":"case-31","revision":0,"position":31');
    expect(readdirSync(inRoot('restored'))).toEqual(['lock.sqlite']);
  });

  test('is not restored over another log', async () => {
    await store.backupTo(inRoot('backup'));
    await expect(restoreEventStore(inRoot('backup'), inRoot('data'))).rejects.toMatchObject({
      code: 'data-folder-not-empty',
    });
  });
});
