import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { START } from '@caseline/event-sourcing';
import type { RecordedEvent } from '@caseline/event-sourcing';
import { eventLogFile, openEmbeddedEventStore, verifyLog } from '@caseline/event-store-embedded';
import { rebuildViews } from '@caseline/projector';
import { VIEWS_FILE, openSqliteViewStore } from '@caseline/view-store';
import type { Intent } from './acknowledged-writes.ts';

/** What an audit of a data folder found; every number but `events` must be 0. */
export interface Audit {
  readonly events: number;
  /** Acknowledged, and not there as it was acknowledged. */
  readonly lost: number;
  /** Commands in the log that nobody sent, or that are there under two ids. */
  readonly duplicated: number;
  /** Faults of revisions, positions, hashes and ids, as `casectl verify` finds them. */
  readonly faultsOfLog: readonly string[];
  /** Tables whose rows differ from a rebuild. */
  readonly differingViews: readonly string[];
}

/** Compares a data folder that nobody writes to with what a witness had acknowledged. */
export async function audit(folder: string, intents: readonly Intent[]): Promise<Audit> {
  const events = await eventsIn(folder);
  const { faults } = verifyLog({ file: eventLogFile(folder) });
  return {
    events: events.length,
    lost: lostIntents(events, intents),
    duplicated: duplicatedCommands(events, intents),
    faultsOfLog: faults.map(({ kind, detail }) => `${kind}: ${detail}`),
    differingViews: await differencesFromRebuild(folder),
  };
}

async function eventsIn(folder: string): Promise<readonly RecordedEvent[]> {
  const store = await openEmbeddedEventStore({ folder, mode: 'read' });
  const events: RecordedEvent[] = [];
  for await (const batch of store.readAll({ after: START })) events.push(...batch);
  await store.close();
  return events.filter(({ streamId }) => streamId.startsWith('case-'));
}

/** An intent counts as lost unless its events are where they were said to be, with its words. */
export function lostIntents(events: readonly RecordedEvent[], intents: readonly Intent[]): number {
  const byId = new Map(events.map((event) => [event.id, event]));
  return intents.filter(({ acknowledged, mark }) => {
    if (acknowledged === null || acknowledged.events.length === 0) return true;
    const found = acknowledged.events.map(({ id }) => byId.get(id));
    const last = found.at(-1);
    const isThere =
      found.every((event, index) => event?.type === acknowledged.events[index]?.type) &&
      last?.revision === acknowledged.revision &&
      last.position === acknowledged.position &&
      last.metadata.recordedAt === acknowledged.recordedAt;
    return !isThere || (mark !== null && !JSON.stringify(found).includes(mark));
  }).length;
}

/** What people did in the log against what was sent; the engine's own records are beside that. */
export function duplicatedCommands(
  events: readonly RecordedEvent[],
  intents: readonly Intent[],
): number {
  const byPeople = events.filter(({ metadata }) => metadata.actor.role !== 'engine');
  const commands = new Set(byPeople.map(({ metadata }) => metadata.commandId));
  return commands.size - intents.length;
}

/** Rebuilds all views into a folder of their own and compares every row of every table. */
async function differencesFromRebuild(folder: string): Promise<string[]> {
  const rebuilt = mkdtempSync(join(tmpdir(), 'caseline-rebuilt-'));
  const eventStore = await openEmbeddedEventStore({ folder, mode: 'read' });
  const viewStore = openSqliteViewStore(rebuilt);
  try {
    await rebuildViews({ eventStore, viewStore });
    const expected = rowsByTable(join(rebuilt, VIEWS_FILE));
    const found = rowsByTable(join(folder, VIEWS_FILE));
    const tables = new Set([...expected.keys(), ...found.keys()]);
    return [...tables].filter((table) => expected.get(table) !== found.get(table));
  } finally {
    await viewStore.close();
    await eventStore.close();
    rmSync(rebuilt, { recursive: true });
  }
}

/** All rows of the tables that are read, and the checkpoints, as text. */
function rowsByTable(file: string): Map<string, string> {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const rows = (sql: string) => JSON.stringify(database.prepare(sql).all());
    const views = database.prepare(`SELECT name FROM sqlite_schema WHERE type = 'view'`).all();
    const tables = views.map(({ name }): [string, string] => [
      String(name),
      rows(`SELECT * FROM ${String(name)} ORDER BY ${columnNumbers(database, String(name))}`),
    ]);
    const checkpoints = rows(
      `SELECT view, version, position, event_id FROM view_generations
       WHERE role = 'live' ORDER BY view`,
    );
    return new Map([
      ...tables,
      ['checkpoints', checkpoints],
      ['quarantine', rows('SELECT view, stream_id FROM quarantined_streams ORDER BY 1, 2')],
    ]);
  } finally {
    database.close();
  }
}

const columnNumbers = (database: DatabaseSync, table: string): string =>
  database
    .prepare(`SELECT * FROM ${table}`)
    .columns()
    .map((_, index) => index + 1)
    .join(', ');
