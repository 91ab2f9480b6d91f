/** What the views say of any instant is what the domain makes of the events up to it. */
import { caseDecider, nextDueAt, type CaseState } from '@caseline/case-domain';
import { iso, type AsOf } from '@caseline/case-views';
import type { RecordedEvent } from '@caseline/event-sourcing';
import type { OpenedQueries } from '@caseline/view-store';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { caseNumber } from '../support/case-streams.ts';
import { randomCaseLog, stateAfter } from '../support/random-cases.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { onEachViewStore } from '../support/view-homes.ts';
import { ViewWorld } from '../support/view-world.ts';

const CASES = 8;
const log = randomCaseLog(20_260_301, { cases: CASES, steps: 30 });

const eventsOf = (caseId: string) =>
  log.events.filter(({ streamId }) => streamId === `case-${caseId}`);

const folded = (events: readonly RecordedEvent[]): CaseState =>
  stateAfter(caseDecider.initialState, [...events]);

/** The columns of a case that its state says too. */
const caseOf = (caseId: string, state: CaseState) => ({
  caseId,
  organizationId: state.organizationId,
  kind: state.kind,
  category: state.category,
  severity: state.severity,
  status: state.lifecycle.status,
  turn: state.lifecycle.turn,
  team: state.team,
  agentId: state.agentId,
  openedAt: state.openedAt,
  resolvedAt: state.resolvedAt,
  closesAt: state.closesAt,
});

const open = ['running', 'paused', 'breached'];

const clocksOf = ({ objectives }: CaseState) =>
  objectives
    .filter(({ state }) => open.includes(state))
    .map(({ objectiveId, kind, state, dueAt, remainingMs }) => ({
      objectiveId,
      kind,
      state,
      dueAt,
      remainingMs,
    }))
    .sort((one, other) => (one.objectiveId < other.objectiveId ? -1 : 1));

const objectivesOf = ({ objectives }: CaseState) =>
  objectives
    .map((objective) => ({
      objectiveId: objective.objectiveId,
      kind: objective.kind,
      severity: objective.severity,
      state: objective.state,
      startedAt: objective.startedAt,
      dueAt: objective.dueAt,
      warnAt: objective.warnAt,
      warnedAt: objective.warnedAt,
      remainingMs: objective.remainingMs,
      fulfilledAt: objective.fulfilledAt,
      breachedAt: objective.breachedAt,
      verdict: objective.verdict,
    }))
    .sort((one, other) => (one.objectiveId < other.objectiveId ? -1 : 1));

const cases = Array.from({ length: CASES }, (_, index) => caseNumber(index));

test('the log has what makes it hard: late calls, several severities, many objectives', () => {
  const last = new Map<string, string>();
  const late = log.events.filter(({ streamId, metadata: { occurredAt } }) => {
    const before = last.get(streamId) ?? '';
    last.set(streamId, occurredAt > before ? occurredAt : before);
    return occurredAt < before;
  });
  expect(late.length).toBeGreaterThan(30);
  expect(new Set(log.events.map(({ type }) => type)).size).toBeGreaterThan(20);
});

onEachViewStore((makeHome) => {
  let world: ViewWorld;
  let queries: OpenedQueries;

  beforeAll(async () => {
    world = await ViewWorld.open(makeHome(), log.events);
    const runner = await world.runner();
    await runner.catchUp();
    expect(runner.health().flatMap(({ quarantined }) => quarantined)).toEqual([]);
    queries = await world.queries();
  });

  afterAll(async () => {
    await queries.close();
    await world.dispose();
  });

  async function expectSame(caseId: string, state: CaseState, asOf?: AsOf): Promise<void> {
    const summary = await queries.caseSummary(caseId, asOf);
    if (state.openedAt === null) {
      expect(summary).toBeNull();
      return;
    }
    expect(summary).toMatchObject(caseOf(caseId, state));
    const clocks = [...(summary?.clocks ?? [])];
    clocks.sort((one, other) => (one.objectiveId < other.objectiveId ? -1 : 1));
    expect(clocks).toEqual(clocksOf(state));
    const objectives = await queries.caseObjectives(caseId, asOf);
    const wanted = objectivesOf(state);
    expect(objectives).toHaveLength(wanted.length);
    const sorted = [...objectives].sort((one, other) =>
      one.objectiveId < other.objectiveId ? -1 : 1,
    );
    expect(sorted).toMatchObject(wanted);
  }

  test.each(cases)('case %s stands today as its events have made it', async (caseId) => {
    await expectSame(caseId, folded(eventsOf(caseId)));
  });

  test('the timekeeper is told exactly the instants that the domain would ask for', async () => {
    const wanted = cases.flatMap((caseId) => {
      const timerAt = nextDueAt(folded(eventsOf(caseId)));
      return timerAt === null ? [] : [{ caseId, timerAt }];
    });
    wanted.sort((one, other) =>
      `${one.timerAt} ${one.caseId}` < `${other.timerAt} ${other.caseId}` ? -1 : 1,
    );
    expect(await queries.dueCases('9999-01-01T00:00:00.000Z', 100)).toEqual(wanted);
    expect(await queries.nextDueAt()).toBe(wanted[0]?.timerAt ?? null);
  });

  describe.each(['recorded', 'occurred'] as const)('on the timeline %s', (timeline) => {
    const at = (event: RecordedEvent) =>
      timeline === 'recorded' ? event.metadata.recordedAt : event.metadata.occurredAt;

    test.each(cases)('case %s stands at any instant as its events until then', async (caseId) => {
      const random = seededRandom(7);
      const events = eventsOf(caseId);
      const instants = events.flatMap((event) => {
        const ms = Date.parse(at(event));
        return [ms - 1, ms, ms + random.below(3_600_000)];
      });
      for (const instant of instants.map(iso)) {
        const counted = events.filter((event) => at(event) <= instant);
        await expectSame(caseId, folded(counted), { instant, timeline });
      }
    });
  });
});
