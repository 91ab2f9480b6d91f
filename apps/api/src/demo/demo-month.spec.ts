import { beforeAll, describe, expect, test } from '@jest/globals';
import { CaseEngine } from '@caseline/case-engine';
import { nextDueAt } from '@caseline/case-domain';
import { START, type RecordedEvent } from '@caseline/event-sourcing';
import { playInMemory } from './demo-folder.ts';
import { DrivenClock, type MonthPlan } from './demo-month.ts';

const DAY_MS = 86_400_000;

const planUntil = (end: string, more: Partial<MonthPlan> = {}): MonthPlan => {
  const endMs = Date.parse(end);
  return { seed: 2013, cases: 250, startMs: endMs - 31 * DAY_MS, endMs, ...more };
};

/** A Friday noon in Beijing. */
const plan = planUntil('2026-07-24T04:00:00.000Z');

async function play(which: MonthPlan) {
  const store = await playInMemory(which);
  const events: RecordedEvent[] = [];
  for await (const page of store.readAll({ after: START })) events.push(...page);
  return { store, events };
}

let month: Awaited<ReturnType<typeof play>>;

beforeAll(async () => {
  month = await play(plan);
});

/** By their seals, which cover all that an event says: a diff of everything would take long. */
const firstDifference = (one: readonly RecordedEvent[], other: readonly RecordedEvent[]) =>
  one.length === other.length
    ? one.find(({ metadata }, index) => metadata.hash !== other[index]?.metadata.hash)
    : { lengths: [one.length, other.length] };

const count = (type: string): number => month.events.filter((event) => event.type === type).length;
const caseIds = (): string[] =>
  month.events.filter(({ type }) => type === 'CaseOpened').map(({ streamId }) => streamId);

describe('a month of the demonstration', () => {
  test('one seed and one instant give the same events, hashes included', async () => {
    const again = await play(plan);
    expect(firstDifference(again.events, month.events)).toBeUndefined();
  });

  test('another seed gives another month', async () => {
    const other = await play({ ...plan, seed: 2014, cases: 20 });
    const same = await play({ ...plan, cases: 20 });
    expect(firstDifference(other.events, same.events)).toBeDefined();
  });

  test('everything was recorded within the month, in order', () => {
    const stamps = month.events.map(({ metadata }) => Date.parse(metadata.recordedAt));
    expect(stamps).toEqual(stamps.toSorted((one, other) => one - other));
    expect(stamps[0]).toBe(plan.startMs);
    expect(stamps.at(-1)).toBeLessThan(plan.endMs);
  });

  test('nothing that had fallen due is left for the timekeeper', async () => {
    const clock = new DrivenClock(plan.endMs);
    const parts = { store: month.store, clock, tzVersion: 'test', recentCases: 1_000 };
    const engine = new CaseEngine(parts);
    const end = new Date(plan.endMs).toISOString();
    for (const streamId of caseIds()) {
      const { state } = await engine.case(streamId.replace(/^case-/, ''));
      expect(state.openedAt).not.toBeNull();
      expect((nextDueAt(state) ?? end) >= end).toBe(true);
    }
  });

  test('all packs have cases, and China’s the most', () => {
    const packs = month.events
      .filter(({ type }) => type === 'CaseOpened')
      .map(({ metadata }) => metadata.policyVersion);
    const share = (pack: string): number =>
      packs.filter((each) => each === pack).length / packs.length;
    expect(share('china-21vianet@2')).toBeGreaterThan(0.5);
    expect(share('worldwide@2')).toBeGreaterThan(0.1);
    expect(share('germany@2')).toBeGreaterThan(0.08);
  });

  test.each([
    'CaseMerged',
    'CaseDeclined',
    'CaseWithdrawn',
    'CaseReopened',
    'CaseEscalated',
    'CaseClosed',
    'ResolutionAccepted',
    'SurveyAnswered',
    'CallLogged',
    'SeverityLowered',
    'CustomerSilenceRecorded',
    'SlaObjectivePaused',
    'SlaObjectiveWarned',
    'SlaObjectiveBreached',
    'SlaObjectiveFulfilledLate',
  ])('%s happens', (type) => expect(count(type)).toBeGreaterThan(0));

  test('most promises are kept, some are not', () => {
    const share = count('SlaObjectiveBreached') / count('SlaObjectiveStarted');
    expect(share).toBeGreaterThan(0.02);
    expect(share).toBeLessThan(0.2);
  });

  test('a case or two are reopened, as everywhere', () => {
    const share = count('CaseReopened') / count('CaseResolved');
    expect(share).toBeGreaterThan(0.01);
    expect(share).toBeLessThan(0.15);
  });

  test('there is a clock to watch at the end: severity A, due within ten minutes', async () => {
    const started = month.events.filter(
      ({ type, data }) =>
        type === 'SlaObjectiveStarted' && isDueBetween(data, plan.endMs, plan.endMs + 10 * 60_000),
    );
    expect(started.length).toBeGreaterThan(0);
  });

  test.each([
    ['a Sunday night', '2026-03-01T20:00:00.000Z'],
    ['the holidays of spring', '2026-02-20T03:00:00.000Z'],
    ['the turn of the year', '2026-01-01T00:00:00.000Z'],
    ['a change of the clocks', '2026-10-25T01:30:00.000Z'],
  ])('on %s the script asks for nothing that the engine refuses', async (_when, end) => {
    const { events } = await play(planUntil(end, { cases: 80, seed: 5 }));
    expect(events.length).toBeGreaterThan(500);
  });
});

const isDueBetween = (data: unknown, fromMs: number, toMs: number): boolean => {
  const dueAt = data !== null && typeof data === 'object' && 'dueAt' in data ? data.dueAt : '';
  const dueMs = Date.parse(String(dueAt));
  return dueMs > fromMs && dueMs <= toMs;
};
