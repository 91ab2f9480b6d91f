/** The projector beside the writer, in a thread of its own, on a real data folder. */
import { NO_STREAM } from '@caseline/event-sourcing';
import { openEmbeddedEventStore } from '@caseline/event-store-embedded';
import { readSettings } from '@caseline/hosting';
import { startProjectorThread } from '@caseline/projector';
import { openSqliteCaseQueries } from '@caseline/view-store';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { caseNumber, minute, newEvents, opened, triaged } from '../support/case-streams.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'caseline-projector-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const stores = () => readSettings({ CASELINE_DATA: folder });

const caseId = caseNumber(1);
const opening = newEvents(caseId, { recordedAt: minute(0), events: [opened()] });
const triage = newEvents(caseId, { recordedAt: minute(1), events: [triaged()] });

test('what is appended can be read as soon as its position is reached', async () => {
  const store = await openEmbeddedEventStore({ folder });
  const first = await store.append(`case-${caseId}`, opening, NO_STREAM);
  let tell = (_: number): void => undefined;
  const projector = await startProjectorThread({ stores: stores(), onPosition: (at) => tell(at) });
  const queries = openSqliteCaseQueries(folder);
  tell = (position) => queries.positionReached(position);
  expect(await queries.waitForPosition(first.position, 10_000)).toBe(true);
  expect(await queries.caseSummary(caseId)).toMatchObject({ status: 'opened' });
  const second = await store.append(`case-${caseId}`, triage, first.revision);
  expect(await queries.waitForPosition(second.position, 10_000)).toBe(true);
  expect(await queries.caseSummary(caseId)).toMatchObject({ status: 'triaged' });
  expect(await projector.health()).toMatchObject([
    { name: 'queue', position: second.position, quarantined: [] },
    { name: 'sla' },
    { name: 'history' },
    { name: 'analytics' },
  ]);
  expect(projector.failure()).toBeUndefined();
  await projector.close();
  await queries.close();
  await store.close();
});

test('views of a log that was lost are refused by code', async () => {
  const store = await openEmbeddedEventStore({ folder });
  const { position } = await store.append(`case-${caseId}`, opening, NO_STREAM);
  const projector = await startProjectorThread({ stores: stores() });
  const queries = openSqliteCaseQueries(folder);
  expect(await queries.waitForPosition(position, 10_000)).toBe(true);
  await queries.close();
  await projector.close();
  await store.close();
  rmSync(join(folder, 'events.sqlite'), { force: true });
  for (const end of ['-wal', '-shm']) rmSync(join(folder, `events.sqlite${end}`), { force: true });
  const empty = await openEmbeddedEventStore({ folder });
  await expect(startProjectorThread({ stores: stores() })).rejects.toMatchObject({
    code: 'views-ahead-of-log',
  });
  await empty.close();
});
