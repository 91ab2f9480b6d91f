/** Logs become cases: at the instants at which it happened, with nothing dropped in silence. */
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { nextDueAt } from '@caseline/case-domain';
import { replayCase } from '@caseline/case-engine';
import type { EventStore } from '@caseline/event-sourcing';
import { ImportStopped } from './import-log.ts';
import {
  accounted,
  answered,
  asCsv,
  asXes,
  eventsOf,
  idsIn,
  IMPORTED_AT,
  importBytes,
  openStore,
  sampleCaseId,
  told,
  type SampleLog,
} from './import-scene.ts';

describe('A log that is imported', () => {
  test('is told as it happened, with warnings and breaches in their place', async () => {
    const store = await openStore();
    await importBytes(store, asXes({
      'C-1': [
        { does: 'start', at: '2023-03-01T09:00:00+08:00' },
        { does: 'solve', at: '2023-03-05T09:00:00+08:00' },
      ],
    }));

    // Severity B: 900 minutes of 09:00 to 24:00, so due at the end of the first of March.
    expect(told(await eventsOf(store, 'C-1'))).toEqual([
      '2023-03-01T01:00:00.000Z CaseOpened',
      '2023-03-01T01:00:00.000Z SlaObjectiveStarted',
      '2023-03-01T01:00:00.000Z CaseTriaged',
      '2023-03-01T01:00:00.000Z CaseAssigned',
      '2023-03-01T12:15:00.000Z SlaObjectiveWarned',
      '2023-03-01T16:00:00.000Z SlaObjectiveBreached',
      '2023-03-05T01:00:00.000Z FirstResponseSent',
      '2023-03-05T01:00:00.000Z SlaObjectiveFulfilledLate',
      '2023-03-05T01:00:00.000Z SlaObjectiveStarted',
      '2023-03-05T01:00:00.000Z CaseResolved',
      '2023-03-05T01:00:00.000Z SlaObjectiveMet',
      '2023-03-12T01:00:00.000Z CaseClosed',
    ]);
  });

  test('is recorded at the import, by those who did it, with the policy that judged', async () => {
    const store = await openStore();
    await importBytes(store, asXes(answered));
    const [opened] = await eventsOf(store, 'C-1');
    expect(opened).toMatchObject({
      data: { source: { system: 'sample', reference: 'C-1' }, severity: 'B' },
      metadata: {
        actor: { id: 'Ann', role: 'agent' },
        recordedAt: IMPORTED_AT,
        policyVersion: 'china-21vianet@2',
      },
    });
  });

  test('leaves nothing for the timekeeper in cases that are closed', async () => {
    const store = await openStore();
    await importBytes(store, asXes({
      ...answered,
      'C-2': [
        { does: 'start', at: '2023-05-01T09:00:00+08:00' },
        { does: 'ask', at: '2023-05-01T10:00:00+08:00' },
        { does: 'solve', at: '2023-05-09T10:00:00+08:00' },
      ],
    }));
    for (const reference of ['C-1', 'C-2']) {
      const { state } = await replayCase(store, sampleCaseId(reference));
      expect(state.lifecycle.status).toBe('closed');
      expect(nextDueAt(state)).toBeNull();
    }
  });

  test('records what is due of an open case up to the import, and nothing later', async () => {
    const store = await openStore();
    await importBytes(store, asXes({
      'C-1': [{ does: 'start', at: '2023-12-31T09:00:00+08:00', impact: 'Low' }],
      'C-2': [{ does: 'start', at: '2023-12-31T09:00:00+08:00', impact: 'High' }],
    }));
    expect((await eventsOf(store, 'C-1')).map(({ type }) => type)).not.toContain(
      'SlaObjectiveWarned',
    );
    expect(told(await eventsOf(store, 'C-2')).slice(-2)).toEqual([
      '2023-12-31T01:45:00.000Z SlaObjectiveWarned',
      '2023-12-31T02:00:00.000Z SlaObjectiveBreached',
    ]);
  });

  test('gives severity A only where an agreement was signed (V22)', async () => {
    const store = await openStore();
    const at = '2023-03-01T09:00:00+08:00';
    await importBytes(store, asXes({
      'C-1': [{ does: 'start', at, impact: 'High' }],
      'C-2': [{ does: 'start', at, impact: 'High', company: 'Fabrikam' }],
    }));
    const severities = await Promise.all(
      ['C-1', 'C-2'].map(async (reference) => {
        const { state } = await replayCase(store, sampleCaseId(reference));
        return [state.severity, state.entitlement?.agreementId];
      }),
    );
    expect(severities).toEqual([['A', 'AOS-1'], ['B', undefined]]);
  });

  test('is the same from XES, from CSV with cases among each other, and packed', async () => {
    const events = answered['C-1'] ?? [];
    const log = { ...answered, 'C-2': events, 'C-3': events.slice(0, 3) };
    const found: (readonly string[])[] = [];
    for (const bytes of [asXes(log), asCsv(log), gzipSync(asXes(log)), gzipSync(asCsv(log))]) {
      const store = await openStore();
      const report = await importBytes(store, bytes);
      expect(report).toMatchObject({ log: { cases: 3, events: 15 }, applied: 15, openedCases: 3 });
      found.push(await idsIn(store));
    }
    for (const ids of found) expect(ids).toEqual(found[0]);
  });

  test('is put in the order of its instants; those of one instant stay as they stand', async () => {
    const store = await openStore();
    await importBytes(store, asXes({
      'C-1': [
        { does: 'jot', at: '2023-03-01T10:00:00+08:00', who: 'Zoe' },
        { does: 'jot', at: '2023-03-01T10:00:00+08:00', who: 'Abe' },
        { does: 'start', at: '2023-03-01T09:00:00+08:00' },
      ],
    }));
    const notes = (await eventsOf(store, 'C-1')).filter(({ type }) => type === 'NoteAdded');
    expect(notes.map(({ metadata }) => metadata.actor.id)).toEqual(['Zoe', 'Abe']);
  });
});

describe('An import accounts for every event', () => {
  const strange: SampleLog = {
    'C-1': [
      { does: 'jot', at: '2023-03-01T08:00:00+08:00' },
      { does: 'start', at: '2023-03-01T09:00:00+08:00' },
      { does: 'ping', at: '2023-03-01T09:30:00+08:00' },
      { does: 'dance', at: '2023-03-01T09:40:00+08:00' },
      { does: 'answer', at: '2023-03-01T09:50:00+08:00' },
      { does: 'start', at: '2023-03-01T10:00:00+08:00' },
      { does: 'jot', at: 'yesterday' },
      { does: 'jot', at: '' },
      { does: 'close', at: '2023-03-01T10:10:00+08:00' },
      { does: 'close', at: '2023-03-01T10:10:00+08:00' },
    ],
    'C-2': [{ does: 'start', at: '2023-03-01T09:00:00+08:00', company: 'Unheard Of' }],
    'C-3': [{ does: 'start', at: '2023-03-01T09:00:00+08:00', impact: 'Colossal' }],
    'C-4': [{ does: 'start', at: '2023-03-01T09:00:00+08:00', team: 'x'.repeat(101) }],
  };

  test('with the reason, the rule and the state of each that is refused', async () => {
    const report = await importBytes(await openStore(), asXes(strange));
    const reasons = report.refusedEvents.map(
      (refused) => `${refused.case} ${refused.code} ${refused.rule} ${refused.status}`,
    );
    expect(reasons).toEqual([
      'C-1 instant-invalid null -',
      'C-1 instant-missing null -',
      'C-1 event-repeated null -',
      'C-1 case-unknown jot new',
      'C-1 no-rule null triaged',
      'C-1 no-alternative answer triaged',
      'C-1 changes-nothing start triaged',
      'C-1 not-allowed-in-status close triaged',
      'C-2 organization-not-mapped start new',
      'C-3 mapping-has-no-value start new',
      'C-4 payload-invalid start new',
    ]);
  });

  test('and the numbers agree', async () => {
    const report = await importBytes(await openStore(), asXes(strange));
    expect(report.log).toEqual({ cases: 4, events: 13 });
    expect(accounted(report)).toBe(13);
    expect(report).toMatchObject({ applied: 1, refused: 11, ignored: 1, openedCases: 1 });
    expect(report.ignoredBecause).toEqual([
      { rule: 'noise', reason: 'machines talk to each other', count: 1 },
    ]);
    expect(report.appliedAs).toEqual([{ rule: 'start', as: 'open, triage, assign', count: 1 }]);
    expect(report.refusedBecause.reduce((sum, { count }) => sum + count, 0)).toBe(11);
  });

  test('also of a case that the log has twice', async () => {
    const store = await openStore();
    const once = asXes(answered);
    const twice = once.replace('</log>', once.slice(once.indexOf('<trace>')));
    const report = await importBytes(store, twice);
    expect(report).toMatchObject({ log: { cases: 2, events: 12 }, applied: 6, refused: 6 });
    expect(report.refusedBecause).toMatchObject([{ code: 'case-repeated', count: 6 }]);
  });
});

describe('A log that cannot be read to its end', () => {
  const twoCases: SampleLog = { 'C-1': answered['C-1'] ?? [], 'C-2': answered['C-1'] ?? [] };
  const cutOff = asXes(twoCases).slice(0, asXes(twoCases).lastIndexOf('<event>') + 20);

  const stopped = async (store: EventStore, bytes: string | Buffer): Promise<ImportStopped> => {
    const error: unknown = await importBytes(store, bytes).catch((caught: unknown) => caught);
    if (error instanceof ImportStopped) return error;
    throw new Error('the import was expected to stop');
  };

  test('is imported up to the last whole case, and the report says so', async () => {
    const store = await openStore();
    const { report, cause } = await stopped(store, cutOff);
    expect(cause).toMatchObject({ code: 'log-truncated', line: expect.any(Number) });
    expect(report).toMatchObject({ log: { cases: 1, events: 6 }, applied: 6, openedCases: 1 });
    expect(report.appendedEvents).toBe((await eventsOf(store, 'C-1')).length);
    expect(await eventsOf(store, 'C-2')).toEqual([]);
  });

  test('goes on where it stopped when the whole log comes', async () => {
    const store = await openStore();
    await stopped(store, cutOff);
    const report = await importBytes(store, asXes(twoCases));
    expect(report).toMatchObject({ applied: 12, appliedBefore: 6, openedCases: 1 });
  });

  test('leaves nothing of a CSV log, which is read whole before its first case', async () => {
    const store = await openStore();
    const { report, cause } = await stopped(store, `${asCsv(twoCases)}"C-3,never closed`);
    expect(cause).toMatchObject({ code: 'log-truncated' });
    expect(report).toMatchObject({ log: { cases: 0, events: 0 }, appendedEvents: 0 });
  });
});
