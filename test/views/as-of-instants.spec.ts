/** Any past instant, all views: what SQL answers is what folding the events answers. */
import { caseDecider, type CaseState } from '@caseline/case-domain';
import { iso, type AsOf, type CaseItem, type Page, type Timeline } from '@caseline/case-views';
import type { RecordedEvent } from '@caseline/event-sourcing';
import type { OpenedQueries } from '@caseline/view-store';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { contosoId } from '../support/given.ts';
import { caseNumber } from '../support/case-streams.ts';
import { randomCaseLog, stateAfter } from '../support/random-cases.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { onEachViewStore } from '../support/view-homes.ts';
import { ViewWorld } from '../support/view-world.ts';

const CASES = 6;
const INSTANTS = 1_000;
const TEST_MS = 120_000;
const all = { limit: 200 };
const log = randomCaseLog(20_261_123, { cases: CASES, steps: 30 });
const cases = Array.from({ length: CASES }, (_, index) => caseNumber(index));

const at = ({ metadata }: RecordedEvent, timeline: Timeline): string =>
  timeline === 'recorded' ? metadata.recordedAt : metadata.occurredAt;

const streams = new Map(
  cases.map((caseId) => [
    caseId,
    log.events.filter(({ streamId }) => streamId === `case-${caseId}`),
  ]),
);

/** On one timeline, so many events by an instant are always the same ones. */
const known = new Map<string, CaseState>();

function folded(caseId: string, { instant, timeline }: AsOf): CaseState {
  const events = (streams.get(caseId) ?? []).filter((event) => at(event, timeline) <= instant);
  const key = `${caseId} ${timeline} ${events.length}`;
  const state = known.get(key) ?? stateAfter(caseDecider.initialState, events);
  known.set(key, state);
  return state;
}

const foldedCases = (asOf: AsOf) =>
  cases
    .map((caseId) => ({ caseId, state: folded(caseId, asOf) }))
    .filter(({ state }) => state.openedAt !== null);

/** Half of them drawn, half at an event or a millisecond from one: there the answers change. */
function drawnInstants(timeline: Timeline): readonly string[] {
  const random = seededRandom(timeline === 'recorded' ? 1 : 2);
  const edges = log.events.map((event) => Date.parse(at(event, timeline)));
  const first = Math.min(...edges);
  const span = Math.max(...edges) - first;
  return Array.from({ length: INSTANTS }, (_, index) =>
    index % 2 === 0
      ? iso(first - 1_000 + random.below(span + 2_000))
      : iso(random.pick(edges) - 1 + random.below(3)),
  );
}

const isOpen = ({ lifecycle }: CaseState): boolean =>
  ['opened', 'triaged', 'responded'].includes(lifecycle.status);

const NEVER = '9999';

/** What the queue is sorted by. */
function urgencyOf({ caseId, state }: { caseId: string; state: CaseState }): string {
  const { objectives, severity, openedAt } = state;
  const dues = objectives
    .filter((one) => ['running', 'breached'].includes(one.state) && one.kind !== 'customer-answer')
    .map(({ dueAt }) => dueAt ?? NEVER);
  return [dues.toSorted()[0] ?? NEVER, severity, openedAt, caseId].join(' ');
}

const caseOf = (caseId: string, state: CaseState) => ({
  caseId,
  kind: state.kind,
  severity: state.severity,
  status: state.lifecycle.status,
  turn: state.lifecycle.turn,
  team: state.team,
  agentId: state.agentId,
});

const promisesOf = (caseId: string, { objectives }: CaseState) =>
  objectives.map(({ objectiveId, state, dueAt, fulfilledAt, verdict }) => ({
    ...{ caseId, objectiveId, state, dueAt, fulfilledAt, verdict },
  }));

const byText = (one: object, next: object): number =>
  JSON.stringify(one) < JSON.stringify(next) ? -1 : 1;

const only = <Item extends object>(shape: object, items: readonly Item[]) =>
  items.map((item) => Object.fromEntries(Object.entries(item).filter(([name]) => name in shape)));

const isLike = (item: object, wanted: object): boolean =>
  JSON.stringify(only(wanted, [item])) === JSON.stringify(only(wanted, [{ ...item, ...wanted }]));

/** However it is asked for: of the customer, page by page, or by what the cases have. */
async function expectPartsOfQueue(queries: OpenedQueries, asOf: AsOf): Promise<void> {
  const { items } = await queries.queuePage({}, all, asOf);
  const ofCustomer = { organizationId: contosoId };
  expect((await queries.queuePage(ofCustomer, all, asOf)).items).toEqual(items);
  for (const filter of [{}, ofCustomer]) {
    const pages: CaseItem[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page = { limit: 2, ...(cursor === '' ? {} : { cursor }) };
      const answer: Page<CaseItem> = await queries.queuePage(filter, page, asOf);
      pages.push(...answer.items);
      ({ cursor } = answer);
    }
    expect(pages).toEqual(items);
  }
  for (const { kind, severity, team, agentId, status } of items) {
    const wanted = {
      ...{ kind, status },
      ...(severity === null ? {} : { severity }),
      ...(team === null ? {} : { team }),
      ...(agentId === null ? {} : { agentId }),
    };
    const { items: alike } = await queries.queuePage(wanted, all, asOf);
    expect(alike).toEqual(items.filter((item) => isLike(item, wanted)));
  }
}

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

  async function expectQueue(asOf: AsOf): Promise<void> {
    const open = foldedCases(asOf)
      .filter(({ state }) => isOpen(state))
      .toSorted((one, next) => (urgencyOf(one) < urgencyOf(next) ? -1 : 1))
      .map(({ caseId, state }) => caseOf(caseId, state));
    const { items } = await queries.queuePage({}, all, asOf);
    expect(only(open[0] ?? {}, items)).toEqual(open);
  }

  async function expectSla(asOf: AsOf): Promise<void> {
    const open = ['running', 'paused', 'breached'];
    const promises = foldedCases(asOf)
      .flatMap(({ caseId, state }) => promisesOf(caseId, state))
      .filter(({ state }) => open.includes(state));
    const { items } = await queries.slaPage({}, all, { now: asOf.instant, asOf });
    const shown = items.map(({ caseId, objectiveId, state, dueAt, fulfilledAt, verdict }) => ({
      ...{ caseId, objectiveId, state, dueAt, fulfilledAt, verdict },
    }));
    expect(shown.toSorted(byText)).toEqual(promises.toSorted(byText));
  }

  async function expectCounts(asOf: AsOf): Promise<void> {
    const statuses = foldedCases(asOf).map(({ state }) => state.lifecycle.status);
    const counted = Object.fromEntries(
      statuses.map((status) => [status, statuses.filter((other) => other === status).length]),
    );
    expect(await queries.countsByStatus({}, asOf)).toEqual(counted);
  }

  async function expectCase(caseId: string, asOf: AsOf): Promise<void> {
    const state = folded(caseId, asOf);
    const summary = await queries.caseSummary(caseId, asOf);
    if (state.openedAt === null) expect(summary).toBeNull();
    else expect(summary).toMatchObject(caseOf(caseId, state));
    const shown = (await queries.caseObjectives(caseId, asOf)).map((one) => ({
      caseId: one.caseId,
      ...{ objectiveId: one.objectiveId, state: one.state, dueAt: one.dueAt },
      ...{ fulfilledAt: one.fulfilledAt, verdict: one.verdict },
    }));
    expect(shown.toSorted(byText)).toEqual(promisesOf(caseId, state).toSorted(byText));
  }

  describe.each(['recorded', 'occurred'] as const)(
    'as of 1,000 random instants on the timeline %s',
    (timeline) => {
      const instants = drawnInstants(timeline).map((instant): AsOf => ({ instant, timeline }));
      const random = seededRandom(3);

      test('each answer is one of many', () => {
        const answers = instants.map((asOf) => JSON.stringify(foldedCases(asOf)));
        expect(new Set(answers).size).toBeGreaterThan(100);
      });

      test(
        'case and objectives',
        async () => {
          for (const asOf of instants) await expectCase(random.pick(cases), asOf);
        },
        TEST_MS,
      );

      test(
        'queue',
        async () => {
          for (const asOf of instants) await expectQueue(asOf);
        },
        TEST_MS,
      );

      test(
        'parts of the queue, at every twentieth of them',
        async () => {
          for (const asOf of instants.filter((_, index) => index % 20 === 0)) {
            await expectPartsOfQueue(queries, asOf);
          }
        },
        TEST_MS,
      );

      test(
        'SLA view',
        async () => {
          for (const asOf of instants) await expectSla(asOf);
        },
        TEST_MS,
      );

      test(
        'counts',
        async () => {
          for (const asOf of instants) await expectCounts(asOf);
        },
        TEST_MS,
      );
    },
  );
});
