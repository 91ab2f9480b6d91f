/** The event store's server is killed under load and comes back: nothing acknowledged is lost. */
import { openEventStoreDb } from '@caseline/event-store-db';
import {
  AppendOutcomeUnknown,
  EventStoreBusy,
  NO_STREAM,
  START,
  WrongExpectedRevision,
} from '@caseline/event-sourcing';
import type { EventStore } from '@caseline/event-sourcing';
import { describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { chainFaults, collectAll, noted, streamOf } from '../contract/event-store-scenes.ts';
import { repositoryRoot } from '../support/caseline-server.ts';

const KILLS = Number(process.env['FAULTS_ROUNDS'] ?? 2);
const WRITERS = 8;
/** Acknowledged appends between two kills. */
const APPENDS_A_LIFE = 40;

/** Runs from the sources: Node strips the types, and `source` finds those of the libraries. */
async function startServer(folder: string, port = '0') {
  const main = join(repositoryRoot(), 'test/support/event-store-server/main.ts');
  const options = ['--conditions=source', '--disable-warning=ExperimentalWarning'];
  const child = spawn(process.execPath, [...options, main, folder, port], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, connectionString: line.toString().trim() };
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** Appends to a stream of its own until told to stop; keeps what was acknowledged. */
async function write(
  store: EventStore,
  streamId: string,
  by: { readonly isOver: () => boolean; readonly acknowledged: (id: string) => void },
): Promise<void> {
  let revision = NO_STREAM;
  let event = noted(streamId);
  while (!by.isOver()) {
    try {
      ({ revision } = await store.append(streamId, [event], revision));
    } catch (error) {
      if (isAway(error)) continue;
      if (!(error instanceof WrongExpectedRevision)) throw error;
      // Nobody else writes to this stream: an earlier attempt was written after all.
      revision = error.actualRevision;
    }
    by.acknowledged(event.id);
    event = noted(streamId);
  }
}

const isAway = (error: unknown): boolean =>
  error instanceof AppendOutcomeUnknown || error instanceof EventStoreBusy;

describe('A server that is killed', () => {
  test('loses nothing that was acknowledged and doubles nothing', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'caseline-server-'));
    let server = await startServer(folder);
    const { connectionString } = server;
    const port = /:(\d+)\?/.exec(connectionString)?.[1] ?? '0';
    const timings = { callMs: 1_000, longestBackOffMs: 200 };
    const store = await openEventStoreDb({ connectionString, timings });
    const acknowledged: string[] = [];
    let isOver = false;
    const by = { isOver: () => isOver, acknowledged: (id: string) => acknowledged.push(id) };
    const writers = Array.from({ length: WRITERS }, (_, n) => write(store, `case-${n}`, by));
    const writing = Promise.all(writers);
    let failure: unknown;
    writing.catch((reason: unknown) => (failure = reason));
    for (let life = 1; life <= KILLS; life += 1) {
      const wanted = acknowledged.length + APPENDS_A_LIFE;
      while (acknowledged.length < wanted && failure === undefined) await nextTurn();
      await kill(server.child);
      server = await startServer(folder, port);
    }
    isOver = true;
    await writing;
    const log = await collectAll(store, { after: START });
    const ids = log.map(({ id }) => id);
    expect(acknowledged.length).toBeGreaterThanOrEqual(KILLS * APPENDS_A_LIFE);
    expect(new Set(ids).size).toBe(ids.length);
    expect(acknowledged.filter((id) => !ids.includes(id))).toEqual([]);
    for (let n = 0; n < WRITERS; n += 1) {
      expect(chainFaults(await streamOf(store, `case-${n}`))).toEqual([]);
    }
    await store.close();
    await kill(server.child);
    await rm(folder, { recursive: true });
  }, 60_000);
});
