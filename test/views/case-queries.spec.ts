/** What agents, leads and the timekeeper ask of the views. */
import {
  BadCursor,
  historySentence,
  type CaseFilter,
  type PageRequest,
} from '@caseline/case-views';
import type { OpenedQueries } from '@caseline/view-store';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  WrittenLog,
  asked,
  assigned,
  called,
  caseNumber,
  closed,
  happened,
  minute,
  noted,
  opened,
  resolved,
  responded,
  started,
  triaged,
} from '../support/case-streams.ts';
import { onEachViewStore } from '../support/view-homes.ts';
import { ViewWorld } from '../support/view-world.ts';

const [urgent, severe, old, young, unpromised, done, waiting] = Array.from(
  { length: 7 },
  (_, index) => caseNumber(index),
) as [string, string, string, string, string, string, string];

const due = (startedAt: number, dueAt: number) =>
  started('first-response-1', {
    startedAt: minute(startedAt),
    dueAt: minute(dueAt),
    warnAt: minute(dueAt - 10),
  });

const asks = [
  asked('request-1'),
  happened('SlaObjectivePaused', {
    objectiveId: 'first-response-1',
    pausedAt: minute(30),
    causedBy: caseNumber(99),
    remainingMs: 60_000,
  }),
  started(
    'customer-answer-1',
    { startedAt: minute(30), dueAt: minute(40) },
    { kind: 'customer-answer', requestId: 'request-1' },
  ),
];

const log = new WrittenLog()
  .append(old, { recordedAt: minute(0), events: [opened(), due(0, 200)] })
  .append(young, { recordedAt: minute(1), events: [opened(), due(1, 200)] })
  .append(severe, {
    recordedAt: minute(2),
    events: [opened({ severity: 'A' }), due(2, 200)],
  })
  .append(urgent, { recordedAt: minute(3), events: [opened({ severity: 'C' }), due(3, 100)] })
  .append(unpromised, {
    recordedAt: minute(4),
    events: [opened({ severity: null, kind: 'billing', pack: { id: 'worldwide', version: 1 } })],
  })
  .append(done, { recordedAt: minute(5), events: [opened(), due(5, 50)] })
  .append(waiting, { recordedAt: minute(6), events: [opened(), due(6, 60)] })
  .append(waiting, { recordedAt: minute(7), events: [triaged()] })
  .append(waiting, { recordedAt: minute(30), events: asks })
  .append(done, {
    recordedAt: minute(10),
    events: [
      triaged(),
      assigned('exchange', 'agent-7'),
      responded(),
      happened('SlaObjectiveMet', {
        objectiveId: 'first-response-1',
        fulfilledAt: minute(10),
        dueAt: minute(50),
      }),
      resolved(minute(500)),
    ],
  })
  .append(done, { recordedAt: minute(500), events: [closed()] })
  .append(urgent, {
    recordedAt: minute(150),
    events: [
      happened(
        'SlaObjectiveBreached',
        { objectiveId: 'first-response-1', dueAt: minute(100) },
        minute(100),
      ),
      assigned('exchange', null),
    ],
  })
  .append(severe, {
    recordedAt: minute(170),
    events: [triaged({ severity: 'A' }), called(minute(160))],
  })
  .append(severe, { recordedAt: minute(180), events: [noted()] });

const all = { limit: 200 };
const idsOf = (page: { readonly items: readonly { readonly caseId: string }[] }) =>
  page.items.map(({ caseId }) => caseId);

onEachViewStore((makeHome) => {
  let world: ViewWorld;
  let queries: OpenedQueries;

  beforeAll(async () => {
    world = await ViewWorld.open(makeHome(), log.events);
    await (await world.runner()).catchUp();
    queries = await world.queries();
  });

  afterAll(async () => {
    await queries.close();
    await world.dispose();
  });

  describe('the queue', () => {
    test('has open cases: earliest due, then severity, then age; without a due last', async () => {
      const page = await queries.queuePage({}, all);
      expect(idsOf(page)).toEqual([urgent, severe, old, young, waiting, unpromised]);
      expect(page.cursor).toBeNull();
    });

    test('does not hurry for what the customer owes', async () => {
      const page = await queries.queuePage({}, all);
      const item = page.items.find(({ caseId }) => caseId === waiting);
      expect(item).toMatchObject({ turn: 'customer', dueAt: null, status: 'responded' });
      expect(item?.clocks).toEqual([
        {
          objectiveId: 'first-response-1',
          kind: 'first-response',
          state: 'paused',
          dueAt: null,
          remainingMs: 60_000,
        },
        {
          objectiveId: 'customer-answer-1',
          kind: 'customer-answer',
          state: 'running',
          dueAt: minute(40),
          remainingMs: null,
        },
      ]);
    });

    test('says "no target" where the pack promises nothing (W14)', async () => {
      const page = await queries.queuePage({ kind: 'billing' }, all);
      expect(page.items).toMatchObject([{ caseId: unpromised, hasTarget: false, dueAt: null }]);
    });

    test.each<[string, CaseFilter, readonly string[]]>([
      ['severity', { severity: 'A' }, [severe]],
      ['team', { team: 'exchange' }, [urgent]],
      ['nobody having it', { agentId: null }, [urgent, severe, old, young, waiting, unpromised]],
      ['agent', { agentId: 'agent-7' }, []],
      ['status', { status: 'responded' }, [severe, waiting]],
      ['another organization', { organizationId: caseNumber(1) }, []],
    ])('is narrowed by %s', async (_, filter, wanted) => {
      expect(idsOf(await queries.queuePage(filter, all))).toEqual(wanted);
    });

    test('comes in pages that neither repeat nor leave out', async () => {
      const seen: string[] = [];
      let page: PageRequest = { limit: 2 };
      for (let round = 0; round < 3; round += 1) {
        const { items, cursor } = await queries.queuePage({}, page);
        seen.push(...items.map(({ caseId }) => caseId));
        if (round === 2) expect(cursor).toBeNull();
        if (cursor !== null) page = { limit: 2, cursor };
      }
      expect(seen).toEqual([urgent, severe, old, young, waiting, unpromised]);
    });

    test.each(['', 'x', 'W10', 'WyJhIiwiYiJd'])('refuses the cursor %j', async (cursor) => {
      await expect(queries.queuePage({}, { limit: 2, cursor })).rejects.toThrow(BadCursor);
    });

    test('stands as it stood at an instant', async () => {
      const asOf = { instant: minute(5), timeline: 'recorded' } as const;
      const page = await queries.queuePage({}, all, asOf);
      expect(idsOf(page)).toEqual([done, urgent, severe, old, young, unpromised]);
    });

    test('is counted by status at any instant', async () => {
      const counts = (at: number) =>
        queries.countsByStatus({}, { instant: minute(at), timeline: 'occurred' });
      expect(await counts(165)).toEqual({ opened: 5, resolved: 1, responded: 1 });
      expect(await counts(175)).toEqual({ opened: 4, resolved: 1, responded: 2 });
      expect(await queries.countsByStatus({})).toEqual({ closed: 1, opened: 4, responded: 2 });
      expect(await queries.countsByStatus({ isOpen: true })).toEqual({ opened: 4, responded: 2 });
    });
  });

  describe('promises', () => {
    const now = { now: minute(195) };

    test('are at risk from their warning on until they are due', async () => {
      const page = await queries.slaPage({ state: 'at-risk' }, all, now);
      expect(new Set(idsOf(page))).toEqual(new Set([severe, old, young]));
      const early = await queries.slaPage({ state: 'at-risk' }, all, { now: minute(100) });
      expect(early.items).toEqual([]);
    });

    test('that are broken say when they were due', async () => {
      const page = await queries.slaPage({ state: 'breached' }, all, now);
      expect(page.items).toMatchObject([
        { caseId: urgent, state: 'breached', breachedAt: minute(100), verdict: 'breached' },
      ]);
      const earlier = { instant: minute(120), timeline: 'occurred' } as const;
      const known = { instant: minute(120), timeline: 'recorded' } as const;
      const breachedAt = async (asOf: typeof earlier | typeof known) =>
        idsOf(await queries.slaPage({ state: 'breached' }, all, { ...now, asOf }));
      expect(await breachedAt(earlier)).toEqual([urgent]);
      expect(await breachedAt(known)).toEqual([]);
    });

    test('are narrowed by their case, now and then', async () => {
      const filter = { state: 'breached', team: 'exchange' } as const;
      expect(idsOf(await queries.slaPage(filter, all, now))).toEqual([urgent]);
      const asOf = { instant: minute(120), timeline: 'occurred' } as const;
      expect(idsOf(await queries.slaPage(filter, all, { ...now, asOf }))).toEqual([]);
    });

    test('with something left to do come by due instant, paused ones last', async () => {
      const page = await queries.slaPage({}, { limit: 3 }, now);
      expect(page.items.map(({ objectiveId }) => objectiveId)[0]).toBe('customer-answer-1');
      const { cursor } = page;
      expect(cursor).not.toBeNull();
      const rest = await queries.slaPage({}, { limit: 3, cursor: cursor ?? '' }, now);
      expect(rest.items.at(-1)).toMatchObject({ caseId: waiting, state: 'paused' });
      expect(rest.cursor).toBeNull();
    });
  });

  describe('the history', () => {
    test('has the facts in order, personal data apart, and words for each', async () => {
      const { items, cursor } = await queries.caseHistory(severe, { limit: 3 });
      expect(items.map(historySentence)).toEqual([
        'A technical case was opened by portal with severity A.',
        expect.stringContaining('The clock of first-response-1 began'),
        'The case was triaged as technical with severity A.',
      ]);
      expect(items[0]?.data).not.toHaveProperty('personal');
      expect(items[0]?.personal).toMatchObject({ title: 'Mail does not arrive' });
      const rest = await queries.caseHistory(severe, { limit: 3, cursor: cursor ?? '' });
      expect(rest.items.map(({ revision }) => revision)).toEqual([3, 4]);
      expect(rest.items[0]).toMatchObject({
        type: 'CallLogged',
        occurredAt: minute(160),
        recordedAt: minute(170),
      });
    });
  });

  describe('what the timekeeper asks', () => {
    test('is answered in the order of the instants, up to one of them', async () => {
      const cases = await queries.dueCases(minute(195), 10);
      expect(cases).toEqual([
        { caseId: waiting, timerAt: new Date(Date.parse(minute(40)) + 1).toISOString() },
        ...[severe, old, young].sort().map((caseId) => ({ caseId, timerAt: minute(190) })),
      ]);
      expect(await queries.nextDueAt()).toBe(cases[0]?.timerAt);
      expect(await queries.dueCases(minute(195), 1)).toHaveLength(1);
    });
  });

  describe('waiting for a position', () => {
    test('ends at once when the views are there, and says no when the time is up', async () => {
      const last = log.events.length - 1;
      expect(await queries.waitForPosition(last, 1_000)).toBe(true);
      expect(await queries.waitForPosition(last + 1, 30)).toBe(false);
    });

    test('ends when somebody tells', async () => {
      const waited = queries.waitForPosition(log.events.length + 5, 20_000);
      await queries.position();
      queries.positionReached(log.events.length + 5);
      expect(await waited).toBe(true);
    });

    test('health names each view, its version and what waits', async () => {
      const history = (await queries.health()).find(({ view }) => view === 'history');
      expect(history).toEqual({
        view: 'history',
        version: 1,
        generation: 1,
        role: 'live',
        position: log.events.length - 1,
        quarantinedStreams: 0,
      });
    });
  });
});
