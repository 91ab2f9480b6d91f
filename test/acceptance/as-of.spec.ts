/**
 * The past over HTTP: case, queue and promises as of random instants on both timelines are the fold
 * of the events up to them. The cases live at random (seeded); calls are logged late.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { caseDecider, findCaseCommand, type CaseState } from '@caseline/case-domain';
import type { RecordedEvent } from '@caseline/event-sourcing';
import { agreement, CaseDesk, type Customer, type HttpCase } from '../support/case-desk.ts';
import { stateAfter } from '../support/random-cases.ts';
import { seededRandom } from '../support/seeded-random.ts';

const CASES = 5;
const COMMANDS = 60;
const INSTANTS = 20;
const START_MS = Date.parse('2026-03-02T02:00:00.000Z');
const MAX_WAIT_MS = 6 * 3_600_000;
const MAX_LATE_MS = 12 * 3_600_000;

type Timeline = 'recorded' | 'occurred';
const timelines = ['recorded', 'occurred'] as const;
const random = seededRandom(20_260_302);

let desk: CaseDesk;
let customer: Customer;
let cases: readonly HttpCase[];
let events: ReadonlyMap<string, readonly RecordedEvent[]>;
let endMs: number;

beforeAll(async () => {
  // What is due is recorded with the commands, so that nothing happens while the past is looked at.
  desk = await CaseDesk.start({ settings: { CASELINE_TIMEKEEPER: 'false' } });
  customer = await desk.customer('china', { agreement });
  cases = await live();
  endMs = desk.world.clock.ms;
  const { store } = desk.world.server;
  events = new Map(
    await Promise.all(
      cases.map(async ({ caseId }) => {
        const read = await store.readStream(`case-${caseId}`, { from: 0, max: 1_000 });
        return [caseId, read] as const;
      }),
    ),
  );
});

afterAll(() => desk.end());

const iso = (ms: number): string => new Date(ms).toISOString();

async function live(): Promise<readonly HttpCase[]> {
  const opened: HttpCase[] = [];
  for (let index = 0; index < CASES; index += 1) {
    desk.world.clock.ms += random.below(MAX_WAIT_MS);
    opened.push(await desk.open(customer, { severity: random.pick(['A', 'B', 'C']) }));
  }
  for (let index = 0; index < COMMANDS; index += 1) {
    desk.world.clock.ms += random.below(MAX_WAIT_MS);
    await act(random.pick(opened));
  }
  return opened;
}

/** Something that the case allows; ends are rare, calls are frequent and late. */
async function act(one: HttpCase): Promise<void> {
  const byLead = random.below(3) > 0;
  const token = byLead ? desk.as('lead') : customer.administrator;
  const path = `/v1/cases/${one.caseId}`;
  const { body } = await desk.world.get(path, { token });
  const ends = ['decline', 'withdraw', 'merge', 'link'];
  const available = (body['availableCommands'] as readonly string[]).filter(
    (name) => !ends.includes(name) || (name === 'withdraw' && random.below(8) === 0),
  );
  if (available.length === 0) return;
  const isLate = byLead && available.includes('log-call') && random.below(3) === 0;
  const name = isLate ? 'log-call' : random.pick(available);
  const late = { occurredAt: iso(desk.world.clock.ms - random.below(MAX_LATE_MS)) };
  const payload = { ...(findCaseCommand(name)?.example as object), ...(isLate ? late : {}) };
  const override = name.endsWith('-severity') ? { override: { reason: 'It is agreed.' } } : {};
  const withOverride = name === 'propose-severity' ? {} : override;
  const answer = await one.send(name, { ...payload, ...withOverride, ...noEvidence(name) }, token);
  expect([200, 422]).toContain(answer.status);
}

const noEvidence = (name: string): object => (name === 'lower-severity' ? { evidence: [] } : {});

/** The fold of what was known, or had happened, at the instant. */
function folded(caseId: string, instant: string, timeline: Timeline) {
  const at = timeline === 'recorded' ? 'recordedAt' : 'occurredAt';
  const counted = (events.get(caseId) ?? []).filter(({ metadata }) => metadata[at] <= instant);
  const revision = counted.at(-1)?.revision ?? -1;
  return { revision, state: stateAfter(caseDecider.initialState, counted) };
}

/** Random instants, and those at which something happened: there the two timelines part. */
function instants(): readonly string[] {
  const drawn = Array.from({ length: INSTANTS }, () =>
    iso(START_MS + random.below(endMs - START_MS)),
  );
  const facts = [...events.values()].flat();
  const edges = Array.from({ length: INSTANTS }, () => random.pick(facts).metadata.occurredAt);
  return [...drawn, ...edges].filter((instant) => Date.parse(instant) <= endMs);
}

const isOpen = ({ lifecycle }: CaseState): boolean =>
  ['opened', 'triaged', 'responded'].includes(lifecycle.status);

const NEVER = '9999';

/** What the queue is sorted by: the earliest due of the provider, severity, age. */
const urgencyOf = ({ objectives, severity, openedAt }: CaseState): string => {
  const dues = objectives
    .filter(({ state, kind }) => ['running', 'breached'].includes(state) && kind !== CUSTOMERS)
    .map(({ dueAt }) => dueAt ?? NEVER);
  return [dues.toSorted()[0] ?? NEVER, severity, openedAt].join(' ');
};
const CUSTOMERS = 'customer-answer';

const lineOf = (caseId: string, state: CaseState) => ({
  caseId,
  kind: state.kind,
  severity: state.severity,
  status: state.lifecycle.status,
  turn: state.lifecycle.turn,
  team: state.team,
  agentId: state.agentId,
});

const promiseOf = (caseId: string, { objectives }: CaseState) =>
  objectives.map(({ objectiveId, state, dueAt, fulfilledAt, verdict }) => ({
    caseId,
    objectiveId,
    state,
    dueAt,
    fulfilledAt,
    verdict,
  }));

async function itemsOf(path: string): Promise<readonly Record<string, unknown>[]> {
  const position = await desk.world.server.store.head();
  const token = desk.as('auditor');
  const answer = await desk.world.get(`${path}&limit=200&minPosition=${position}`, { token });
  expect(answer).toMatchObject({ status: 200, body: { cursor: null } });
  return answer.body['items'] as readonly Record<string, unknown>[];
}

const only = (fields: object, item: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.keys(fields).map((name) => [name, item[name]]));

const known = (instant: string, timeline: Timeline) =>
  cases
    .map(({ caseId }) => ({ caseId, ...folded(caseId, instant, timeline) }))
    .filter(({ revision }) => revision >= 0);

describe.each(timelines)('as of random instants on the timeline %s', (timeline) => {
  test('a case is the fold of its events', async () => {
    const token = desk.as('auditor');
    for (const instant of instants()) {
      const { caseId } = random.pick(cases);
      const path = `/v1/cases/${caseId}?asOf=${instant}&timeline=${timeline}`;
      const { status, body } = await desk.world.get(path, { token });
      const { revision, state } = folded(caseId, instant, timeline);
      if (revision < 0) expect(status).toBe(404);
      else expect(body).toMatchObject({ revision, state: { ...state }, availableCommands: [] });
    }
  });

  test('the queue is the folds of all open cases, most urgent first', async () => {
    for (const instant of instants()) {
      const expected = known(instant, timeline)
        .filter(({ state }) => isOpen(state))
        .toSorted((one, next) => (urgencyOf(one.state) < urgencyOf(next.state) ? -1 : 1))
        .map(({ caseId, state }) => lineOf(caseId, state));
      const items = await itemsOf(`/v1/queue?asOf=${instant}&timeline=${timeline}`);
      const [shape = {}] = expected;
      expect(items.map((item) => only(shape, item))).toEqual(expected);
    }
  });

  test.each([
    ['', ['running', 'paused', 'breached']],
    ['&state=met', ['met']],
    ['&state=fulfilled-late', ['fulfilled-late']],
    ['&state=retargeted', ['retargeted']],
  ])('the promises%s are those of the folds', async (query, states) => {
    const byId = (one: object, next: object): number =>
      JSON.stringify(one) < JSON.stringify(next) ? -1 : 1;
    for (const instant of instants()) {
      const expected = known(instant, timeline)
        .flatMap(({ caseId, state }) => promiseOf(caseId, state))
        .filter(({ state }) => states.includes(state))
        .toSorted(byId);
      const items = await itemsOf(`/v1/sla?asOf=${instant}&timeline=${timeline}${query}`);
      const [shape = {}] = expected;
      expect(items.map((item) => only(shape, item)).toSorted(byId)).toEqual(expected);
    }
  });
});

test('the lives say something: calls were logged late and promises were broken', () => {
  const facts = [...events.values()].flat();
  const late = facts.filter(({ metadata }) => metadata.occurredAt < metadata.recordedAt);
  expect(late.map(({ type }) => type)).toContain('CallLogged');
  expect(late.map(({ type }) => type)).toContain('SlaObjectiveBreached');
  expect(facts.length).toBeGreaterThan(2 * CASES + COMMANDS);
});

test('B7: a call logged late counts from when it happened; both timelines are kept', async () => {
  const at = (time: string): CaseDesk => desk.at(`2026-06-01T${time}:00Z`);
  const opened = await at('02:00').open(customer, { severity: 'A' });
  at('04:00');
  await opened.give('triage');
  expect(await opened.objective('first-response-1')).toMatchObject({ verdict: 'breached' });
  at('05:00');
  const call = { direction: 'outbound', contacted: true, summary: 'Spoke to her.' };
  await opened.give('log-call', { ...call, occurredAt: '2026-06-01T02:30:00Z' });
  expect(await opened.objective('first-response-1')).toMatchObject({ verdict: 'met' });
  at('06:00');
  const verdictAt = async (timeline: Timeline): Promise<unknown> => {
    const { state } = await opened.read(`?asOf=2026-06-01T04:30:00Z&timeline=${timeline}`);
    return state.objectives[0]?.['verdict'];
  };
  expect(await verdictAt('recorded')).toBe('breached');
  expect(await opened.fact('CallLogged')).toMatchObject({
    occurredAt: '2026-06-01T02:30:00.000Z',
    recordedAt: '2026-06-01T05:00:00.000Z',
  });
  expect((await opened.fact('SlaVerdictCorrected')).data).toMatchObject({ to: 'met' });
});
