/** What was imported before: cases that go on, logs that grow, runs that are repeated. */
import { describe, expect, test } from '@jest/globals';
import { replayCase } from '@caseline/case-engine';
import type { EventStore } from '@caseline/event-sourcing';
import {
  accounted,
  answered,
  asXes,
  eventsOf,
  idsIn,
  importBytes,
  openStore,
  sampleCaseId,
  sampleMapping,
  type SampleLog,
} from './import-scene.ts';

describe('A case that goes on after it was closed', () => {
  const log: SampleLog = {
    'C-1': [
      ...(answered['C-1'] ?? []),
      { does: 'start', at: '2023-06-01T09:00:00+08:00', who: 'Bob' },
      { does: 'solve', at: '2023-06-01T10:00:00+08:00' },
      { does: 'close', at: '2023-06-02T10:00:00+08:00' },
      { does: 'start', at: '2023-07-01T09:00:00+08:00' },
    ],
  };

  test('becomes a case that follows it, and both know it', async () => {
    const store = await openStore();
    const report = await importBytes(store, asXes(log));
    expect(report).toMatchObject({ applied: 10, openedCases: 3, followUps: 2 });

    const parts = await Promise.all(
      [1, 2, 3].map(async (part) => (await replayCase(store, sampleCaseId('C-1', part))).state),
    );
    expect(parts.map(({ lifecycle }) => lifecycle.status)).toEqual(['closed', 'closed', 'triaged']);
    expect(parts.map(({ links }) => links)).toEqual([
      [{ relation: 'followed-by', otherCaseId: sampleCaseId('C-1', 2) }],
      [
        { relation: 'follows', otherCaseId: sampleCaseId('C-1', 1) },
        { relation: 'followed-by', otherCaseId: sampleCaseId('C-1', 3) },
      ],
      [{ relation: 'follows', otherCaseId: sampleCaseId('C-1', 2) }],
    ]);
    const [opened] = await eventsOf(store, 'C-1', 2);
    expect(opened).toMatchObject({
      type: 'CaseOpened',
      data: { source: { system: 'sample', reference: 'C-1/2' } },
      metadata: { occurredAt: '2023-06-01T01:00:00.000Z' },
    });
  });

  test('is followed too when it had closed by itself, and time is told by the engine', async () => {
    const store = await openStore();
    const report = await importBytes(store, asXes({
      'C-1': [
        { does: 'start', at: '2023-03-01T09:00:00+08:00' },
        { does: 'solve', at: '2023-03-01T10:00:00+08:00' },
        { does: 'start', at: '2023-03-09T09:00:00+08:00' },
      ],
    }));
    expect(report).toMatchObject({ applied: 3, followUps: 1 });
    const closed = (await eventsOf(store, 'C-1')).find(({ type }) => type === 'CaseClosed');
    expect(closed?.metadata).toMatchObject({
      occurredAt: '2023-03-08T02:00:00.000Z',
      actor: { role: 'engine' },
    });
  });

  test('is not followed twice when the import runs again', async () => {
    const store = await openStore();
    await importBytes(store, asXes(log));
    const before = await idsIn(store);
    const again = await importBytes(store, asXes(log));
    expect(again).toMatchObject({ applied: 10, appliedBefore: 10, appendedEvents: 0, refused: 0 });
    expect(await idsIn(store)).toEqual(before);
  });
});

describe('Importing again', () => {
  const strange: SampleLog = {
    'C-1': [
      { does: 'tell', at: '2023-03-01T08:00:00+08:00' },
      ...(answered['C-1'] ?? []),
      { does: 'tell', at: '2023-03-04T08:00:00+08:00' },
    ],
    'C-2': (answered['C-1'] ?? []).slice(0, 4),
  };

  test('changes nothing, refuses the same and says so', async () => {
    const store = await openStore();
    const first = await importBytes(store, asXes(strange));
    const head = await store.head();
    const again = await importBytes(store, asXes(strange));
    expect(await store.head()).toBe(head);
    expect(again).toMatchObject({
      ...{ applied: first.applied, appliedBefore: first.applied, refused: first.refused },
      ...{ openedCases: 0, continuedCases: 0, organizations: 0, appendedEvents: 0 },
    });
    expect(again.refusedEvents.map(({ code }) => code)).toEqual(
      first.refusedEvents.map(({ code }) => code),
    );
  });

  test.each([1, 2, 3, 4])('a log that had only %i events goes on with the rest', async (count) => {
    const whole = await openStore();
    await importBytes(whole, asXes(answered));
    const store = await openStore();
    await importBytes(store, asXes({ 'C-1': (answered['C-1'] ?? []).slice(0, count) }));
    const rest = await importBytes(store, asXes(answered));
    expect(accounted(rest)).toBe(6);
    expect(rest).toMatchObject({ appliedBefore: count, openedCases: 0, continuedCases: 1 });

    // What fell due before the first import ended is recorded there; the case itself is the same.
    const steps = ['CaseOpened', 'FirstResponseSent', 'InformationRequested', 'CaseResolved'];
    const story = async (from: EventStore) =>
      (await eventsOf(from, 'C-1')).map(({ type }) => type).filter((type) => steps.includes(type));
    expect(await story(store)).toEqual(await story(whole));
  });

  test('says when the case has closed by itself before its log went on', async () => {
    const store = await openStore();
    await importBytes(store, asXes({ 'C-1': (answered['C-1'] ?? []).slice(0, 5) }));
    const head = await store.head();
    const rest = await importBytes(store, asXes(answered));
    expect(rest.refusedBecause).toMatchObject([
      { code: 'not-allowed-in-status', rule: 'close', status: 'closed', count: 1 },
    ]);
    expect(await store.head()).toBe(head);
  });

  test('leaves what an earlier run imported when the log was changed since', async () => {
    const store = await openStore();
    await importBytes(store, asXes(answered));
    const head = await store.head();
    const changed = asXes(answered).replace('value="Ann"', 'value="Eve"');
    const report = await importBytes(store, changed);
    expect(await store.head()).toBe(head);
    expect(report.refusedBecause).toMatchObject([{ code: 'log-changed-since-import', count: 1 }]);
    expect(accounted(report)).toBe(6);
  });

  test('with another mapping puts nothing in between', async () => {
    const store = await openStore();
    const quiet = sampleMapping((text) =>
      text.replace('do: [{ status: triaged, do: first-response }, update]', 'ignore: not told'),
    );
    const story: SampleLog = {
      'C-1': [
        { does: 'start', at: '2023-03-01T09:00:00+08:00' },
        { does: 'ask', at: '2023-03-01T10:00:00+08:00' },
        { does: 'tell', at: '2023-03-01T11:00:00+08:00' },
        { does: 'answer', at: '2023-03-01T12:00:00+08:00' },
      ],
    };
    await importBytes(store, asXes(story), quiet);
    const report = await importBytes(store, asXes(story));
    expect(report.refusedBecause).toMatchObject([{ code: 'decided-otherwise-before', count: 1 }]);
    expect(report.appendedEvents).toBe(0);
  });
});
