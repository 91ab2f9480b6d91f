/** The audit of the kill test is not blind: each fault it is there for is seen. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { START } from '@caseline/event-sourcing';
import type { RecordedEvent } from '@caseline/event-sourcing';
import { eventLogFile, openEmbeddedEventStore } from '@caseline/event-store-embedded';
import { rebuildViews } from '@caseline/projector';
import { VIEWS_FILE, openSqliteViewStore } from '@caseline/view-store';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { growLog } from '../bench/grown-log.ts';
import type { Intent } from './acknowledged-writes.ts';
import { audit } from './audit.ts';

const EVENTS = 200;

let folder: string;
let intents: Intent[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'caseline-audit-'));
  await growLog(folder, EVENTS);
  const eventStore = await openEmbeddedEventStore({ folder, mode: 'read' });
  const viewStore = openSqliteViewStore(folder);
  await rebuildViews({ eventStore, viewStore });
  const events: RecordedEvent[] = [];
  for await (const batch of eventStore.readAll({ after: START })) events.push(...batch);
  await viewStore.close();
  await eventStore.close();
  const byCommand = Map.groupBy(events, ({ metadata }) => metadata.commandId);
  intents = [...byCommand].map(([key, written]) => intentOf(key, written));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A command as a witness would have noted it. */
function intentOf(key: string, events: readonly RecordedEvent[]): Intent {
  const last = events.at(-1);
  if (last === undefined) throw new Error('a command without events');
  const { revision, position, metadata } = last;
  return {
    key,
    path: '/v1/cases',
    caller: 'agent',
    body: '',
    mark: null,
    sends: 1,
    acknowledged: {
      revision,
      position,
      recordedAt: metadata.recordedAt,
      events: events.map(({ id, type }) => ({ id, type })),
    },
  };
}

function change(file: string, sql: string): void {
  const database = new DatabaseSync(join(folder, file));
  database.exec(sql);
  database.close();
}

describe('the audit', () => {
  test('finds nothing where all is well', async () => {
    expect(await audit(folder, intents)).toEqual({
      events: expect.any(Number),
      lost: 0,
      duplicated: 0,
      faultsOfLog: [],
      differingViews: [],
    });
  });

  test('sees what was acknowledged and is not there, or not where it was said to be', async () => {
    const [first] = intents;
    if (first === undefined || first.acknowledged === null) throw new Error('no command');
    const { acknowledged } = first;
    const missing = { id: 'never-written', type: 'NoteAdded' };
    const wrong: Intent[] = [
      { ...first, acknowledged: { ...acknowledged, events: [missing] } },
      { ...first, acknowledged: { ...acknowledged, revision: acknowledged.revision + 1 } },
      { ...first, acknowledged: null },
      { ...first, mark: 'words that nobody wrote' },
    ];
    expect((await audit(folder, [...intents, ...wrong])).lost).toBe(wrong.length);
  });

  test('sees what is there and was never sent', async () => {
    expect((await audit(folder, intents.slice(1))).duplicated).toBe(1);
  });

  test('sees an altered event', async () => {
    change(eventLogFile('.'), `UPDATE events SET type = 'NoteAdded' WHERE position = 7`);
    const { faultsOfLog } = await audit(folder, intents);
    expect(faultsOfLog).toEqual([expect.stringMatching(/^hash-mismatch: /)]);
  });

  test('sees a view that is not what a rebuild gives', async () => {
    const [table] = tablesOf('cases');
    change(VIEWS_FILE, `UPDATE ${table} SET team = 'somebody else' WHERE rowid = 1`);
    expect((await audit(folder, intents)).differingViews).toEqual(['cases']);
  });
});

function tablesOf(view: string): string[] {
  const database = new DatabaseSync(join(folder, VIEWS_FILE), { readOnly: true });
  const rows = database
    .prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE ?`)
    .all(`${view}_v%`);
  database.close();
  return rows.map(({ name }) => String(name));
}
