/** The real log of BPI 2013: every event accounted for, nothing twice, any day of it replayed. */
import { hash as digest } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  evolveCase,
  initialCaseState,
  nextDueAt,
  readCaseEvent,
  type CaseFact,
  type CaseState,
} from '@caseline/case-domain';
import { START } from '@caseline/event-sourcing';
import { openEmbeddedEventStore } from '@caseline/event-store-embedded';
import { openSqliteCaseQueries, VIEWS_FILE } from '@caseline/view-store';
import { casectlProcess } from '../support/casectl-run.ts';
import { describeWithEventLog } from '../support/event-log.ts';
import { viewTables } from '../support/view-world.ts';

const CASES = 7_554;
const EVENTS = 65_533;
const TEST_MS = 600_000;

/** Instants of 2011: a working day, a night in which many cases close, the end of the year. */
const days = ['2011-03-15T10:00:00.000Z', '2011-09-20T01:14:30.000Z', '2011-12-31T23:59:59.999Z'];
/** A day on which everything of the log is long past. */
const LATER = '2026-01-01T00:00:00.000Z';

const mapping = fileURLToPath(
  new URL('../../apps/casectl/mappings/bpi-2013-incidents.yaml', import.meta.url),
);

interface Report {
  readonly log: { readonly cases: number; readonly events: number };
  readonly applied: number;
  readonly appliedBefore: number;
  readonly refused: number;
  readonly ignored: number;
  readonly followUps: number;
  readonly appendedEvents: number;
}

let folder = '';
const streams = new Map<string, CaseFact[]>();

async function importLogAt(logPath: string): Promise<Report> {
  const args = ['import', logPath, '--mapping', mapping, '--data', folder, '--json'];
  const { exit, stdout, stderr } = await casectlProcess(args);
  if (exit !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Report;
}

/** Reads the facts of every case, by its stream. */
async function readStreams(): Promise<void> {
  const store = await openEmbeddedEventStore({ folder, mode: 'read' });
  const filter = { streamPrefixes: ['case-'] };
  for await (const events of store.readAll({ after: START, filter })) {
    for (const event of events) {
      const facts = streams.get(event.streamId) ?? [];
      facts.push(readCaseEvent(event));
      streams.set(event.streamId, facts);
    }
  }
  await store.close();
}

/** Every case as the events that had happened by an instant make it. */
function statesAt(instant: string): ReadonlyMap<string, CaseState> {
  const states = new Map<string, CaseState>();
  for (const [streamId, facts] of streams) {
    const happened = facts.filter(({ occurredAt }) => occurredAt <= instant);
    if (happened.length === 0) continue;
    states.set(streamId.slice('case-'.length), happened.reduce(evolveCase, initialCaseState));
  }
  return states;
}

describeWithEventLog('The log of BPI 2013', (logPath) => {
  let first: Report;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'caseline-bpi-'));
    first = await importLogAt(logPath);
    await readStreams();
  }, TEST_MS);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('is imported whole, every event accounted for', () => {
    const { log, applied, refused, ignored } = first;
    expect(log).toEqual({ cases: CASES, events: EVENTS });
    expect(applied + refused + ignored).toBe(EVENTS);
  });

  test('gives each case and those that follow an ended one', () => {
    expect(first.followUps).toBeGreaterThan(0);
    expect(streams.size).toBe(CASES + first.followUps);
  });

  test('leaves nothing due, in any case that has ended', () => {
    const due = [...statesAt(LATER).values()].filter(
      (state) => state.lifecycle.status === 'closed' && nextDueAt(state) !== null,
    );
    expect(due).toEqual([]);
  });

  test('appends nothing when it is imported again', async () => {
    expect(await importLogAt(logPath)).toMatchObject({
      ...{ applied: first.applied, appliedBefore: first.applied, refused: first.refused },
      appendedEvents: 0,
    });
  }, TEST_MS);

  test('verifies', async () => {
    const { exit, stdout } = await casectlProcess(['verify', '--data', folder, '--json']);
    expect({ exit, result: JSON.parse(stdout) as object }).toMatchObject({
      exit: 0,
      result: { faultCount: 0, events: expect.any(Number) },
    });
  }, TEST_MS);

  test('gives the same rows from every rebuild, and any day of 2011 from them', async () => {
    expect((await casectlProcess(['rebuild', '--data', folder])).exit).toBe(0);
    const rows = tableDigests(folder);
    expect((await casectlProcess(['rebuild', '--data', folder])).exit).toBe(0);
    expect(tableDigests(folder)).toEqual(rows);

    for (const instant of days) await expectDayReplayed(instant);
  }, TEST_MS);
});

/** Counts and the queue as of an instant are those of a fold of the events up to it. */
async function expectDayReplayed(instant: string): Promise<void> {
  const queries = openSqliteCaseQueries(folder);
  try {
    const asOf = { instant, timeline: 'occurred' } as const;
    const states = statesAt(instant);
    const counts = Object.entries(await queries.countsByStatus({}, asOf)).toSorted();
    expect(counts).toEqual(countsOf(states));
    expect(await wholeQueue(queries, asOf)).toEqual(openCasesOf(states));
  } finally {
    await queries.close();
  }
}

const countsOf = (states: ReadonlyMap<string, CaseState>) => {
  const counts = new Map<string, number>();
  for (const { lifecycle } of states.values()) {
    counts.set(lifecycle.status, (counts.get(lifecycle.status) ?? 0) + 1);
  }
  return [...counts].toSorted();
};

const OPEN: readonly string[] = ['opened', 'triaged', 'responded', 'resolved'];

/** The open cases of a fold, as lines that compare. */
const openCasesOf = (states: ReadonlyMap<string, CaseState>): readonly string[] =>
  [...states]
    .filter(([, { lifecycle }]) => OPEN.includes(lifecycle.status))
    .map(([caseId, { lifecycle, severity, team, agentId }]) =>
      [caseId, lifecycle.status, lifecycle.turn, severity, team, agentId].join(' '),
    )
    .toSorted();

type Queries = ReturnType<typeof openSqliteCaseQueries>;

/** Every page of the queue as it stood, as lines that compare. */
async function wholeQueue(
  queries: Queries,
  asOf: Parameters<Queries['queuePage']>[2],
): Promise<readonly string[]> {
  const lines: string[] = [];
  let cursor: string | null = null;
  do {
    const request: { limit: number; cursor?: string } = { limit: 200 };
    if (cursor !== null) request.cursor = cursor;
    const page = await queries.queuePage({}, request, asOf);
    lines.push(
      ...page.items.map(({ caseId, status, turn, severity, team, agentId }) =>
        [caseId, status, turn, severity, team, agentId].join(' '),
      ),
    );
    cursor = page.cursor;
  } while (cursor !== null);
  return lines.toSorted();
}

/** The number of rows of each table and one digest of all of them, whatever their order. */
function tableDigests(folder: string): readonly (readonly [string, number, string])[] {
  const database = new DatabaseSync(join(folder, VIEWS_FILE), { readOnly: true });
  const digests = viewTables.map((table) => {
    const rows: string[] = [];
    for (const row of database.prepare(`select * from ${table}`).iterate()) {
      rows.push(digest('sha1', JSON.stringify(row)));
    }
    return [table, rows.length, digest('sha1', rows.toSorted().join())] as const;
  });
  database.close();
  return digests;
}
