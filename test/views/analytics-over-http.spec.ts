/** What analysts, auditors and customers see of figures; both verdicts of a call logged late. */
import { figureCatalogue } from '@caseline/case-views';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CaseDesk, agreement, type Customer, type HttpCase } from '../support/case-desk.ts';

type Item = {
  readonly group: Readonly<Record<string, string | null>>;
  readonly values: Readonly<Record<string, number | null>>;
};

let desk: CaseDesk;
let customer: Customer;
let other: Customer;

beforeAll(async () => {
  desk = await CaseDesk.start();
  customer = await desk.customer('china', { agreement });
  other = await desk.customer('china', {
    name: 'Fabrikam',
    domains: ['fabrikam.partner.onmschina.cn'],
  });
});
afterAll(() => desk.end());

const at = (day: number, time: string): CaseDesk =>
  desk.at(`2026-06-${String(day).padStart(2, '0')}T${time}:00.000Z`);

async function get(path: string, token = desk.as('analyst')) {
  const { store } = desk.world.server;
  const joined = path.includes('?') ? '&' : '?';
  return desk.world.get(`${path}${joined}minPosition=${await store.head()}`, { token });
}

async function itemsOf(path: string, token?: string): Promise<readonly Item[]> {
  const answer = await get(path, token);
  expect(answer).toMatchObject({ status: 200 });
  return answer.body['items'] as readonly Item[];
}

const valuesOf = async (path: string) => (await itemsOf(path)).map(({ values }) => values);

describe('a call logged late that had happened in time', () => {
  let one: HttpCase;
  const june = 'from=2026-06-01&to=2026-06-01&detail=first-response';
  const attainment = `/v1/analytics/attainment?${june}`;

  beforeAll(async () => {
    one = await at(1, '02:00').open(customer, { severity: 'A' });
    at(1, '04:00');
    await one.give('triage');
    at(1, '05:00');
    const call = { direction: 'outbound', contacted: true, summary: 'Spoke to her.' };
    await one.give('log-call', { ...call, occurredAt: '2026-06-01T02:30:00Z' });
    at(1, '06:00');
  });

  test('attainment now says met; as known then, and only then, breached', async () => {
    const met = { met: 1, breached: 0, notApplicable: 0, percentMet: 100 };
    const breached = { met: 0, breached: 1, notApplicable: 0, percentMet: 0 };
    expect(await valuesOf(attainment)).toEqual([met]);
    const then = `${attainment}&asOf=2026-06-01T04:30:00Z`;
    expect(await valuesOf(then)).toEqual([breached]);
    expect(await valuesOf(`${then}&timeline=occurred`)).toEqual([met]);
    expect(await valuesOf(`/v1/analytics/corrected-verdicts?${june}`)).toEqual([{ number: 1 }]);
  });

  test('the history keeps both verdicts, the later naming the earlier', async () => {
    const breach = await one.fact('SlaObjectiveBreached');
    const correction = await one.fact('SlaVerdictCorrected');
    expect(breach).toMatchObject({
      occurredAt: '2026-06-01T03:00:00.000Z',
      recordedAt: '2026-06-01T04:00:00.000Z',
    });
    expect(correction).toMatchObject({
      recordedAt: '2026-06-01T05:00:00.000Z',
      data: { from: 'breached', to: 'met', breachEventId: breach.eventId },
    });
    expect(correction.revision).toBeGreaterThan(breach.revision);
  });

  test('the explanation gives the verdict of today and the breach that was recorded', async () => {
    const path = `/v1/cases/${one.caseId}/objectives/first-response-1/explanation`;
    const { body } = await get(path, desk.as('auditor'));
    expect(body['explanation']).toMatchObject({
      verdict: 'met',
      breachedAt: '2026-06-01T03:00:00.000Z',
      fulfilledAt: '2026-06-01T02:30:00.000Z',
    });
  });

  test('the case stands behind the number, whichever verdict is asked for', async () => {
    const cases = `/v1/analytics/attainment/cases?${june}`;
    const line = { caseId: one.caseId, detail: 'first-response', number: 1 };
    expect(await itemsOf(cases)).toMatchObject([{ ...line, measure: 'promise-met' }]);
    const then = await itemsOf(`${cases}&asOf=2026-06-01T04:30:00Z`);
    expect(then).toMatchObject([{ ...line, measure: 'promise-breached' }]);
  });
});

describe('a week of two customers', () => {
  beforeAll(async () => {
    // Tuesday to Thursday of week 24; B counts from nine to midnight in Beijing.
    const mine = await at(9, '02:00').open(customer, { severity: 'B' });
    await at(9, '12:00').open(other, { severity: 'C' });
    at(9, '14:00');
    await mine.give('triage');
    await mine.give('assign', { team: 'exchange', agentId: 'ada' });
    at(10, '02:00');
    await mine.give('first-response', { method: 'email', message: 'We are on it.' });
    at(11, '02:00');
  });

  const week = 'from=2026-W24&to=2026-W24';

  test('each answer carries its definition and its days', async () => {
    const { body } = await get(`/v1/analytics/first-response?${week}&by=week,kind,severity`);
    const [definition] = figureCatalogue.filter(({ name }) => name === 'first-response');
    expect(body).toMatchObject({
      figure: { definition: definition?.definition, cases: '/v1/analytics/first-response/cases' },
      from: '2026-06-08',
      to: '2026-06-14',
      asOf: null,
    });
    const hours = 3_600_000;
    expect(body['items']).toEqual([
      {
        group: { week: '2026-W24', kind: 'technical', severity: 'B' },
        values: {
          number: 1,
          businessNumber: 1,
          // A day and a night, and of that the night from midnight to nine does not count.
          ...Object.fromEntries(
            ['p50Ms', 'p75Ms', 'p90Ms', 'p95Ms', 'maxMs'].flatMap((name) => [
              [name, 24 * hours],
              [`business${name.charAt(0).toUpperCase()}${name.slice(1)}`, 15 * hours],
            ]),
          ),
        },
      },
    ]);
  });

  test('the backlog of each day, by customer', async () => {
    const days = 'from=2026-06-08&to=2026-06-10&by=day,organization';
    const items = await itemsOf(`/v1/analytics/backlog?${days}`);
    const of = ({ organizationId }: Customer) =>
      items
        .filter(({ group }) => group['organization'] === organizationId)
        .map(({ group, values }) => [group['day'], values['number']]);
    expect(of(other)).toEqual([
      ['2026-06-08', 0],
      ['2026-06-09', 1],
      ['2026-06-10', 1],
    ]);
    const [before = 0, ...later] = of(customer).map(([, number]) => Number(number));
    expect(later).toEqual([before + 1, before + 1]);
    const cases = await itemsOf(`/v1/analytics/backlog/cases?to=2026-06-10`);
    expect(cases).toHaveLength(before + 2);
  });

  test('a customer sees figures of its own cases, and of no agent', async () => {
    const arrivals = (token: string, more = '') =>
      itemsOf(`/v1/analytics/arrivals?${week}${more}`, token);
    const all = await arrivals(desk.as('lead'));
    expect(all.map(({ values }) => values)).toEqual([{ number: 2 }]);
    const theirs = `&organization=${customer.organizationId}`;
    for (const more of ['', theirs]) {
      const own = await arrivals(other.administrator, `${more}&by=organization`);
      expect(own).toEqual([
        { group: { organization: other.organizationId }, values: { number: 1 } },
      ]);
    }
    const cases = await itemsOf(`/v1/analytics/arrivals/cases?${week}`, other.administrator);
    expect(cases).toHaveLength(1);
    for (const path of ['agent-load', 'agent-load/cases']) {
      const answer = await get(`/v1/analytics/${path}`, other.administrator);
      expect(answer).toMatchObject({ status: 403, body: { code: 'role-missing' } });
    }
    const load = await itemsOf(`/v1/analytics/agent-load?${week}&detail=ada`);
    expect(load).toEqual([{ group: { detail: 'ada' }, values: { number: 1 } }]);
  });

  test('counts by status, now and then', async () => {
    const counted = async (query: string) => (await get(`/v1/counts${query}`)).body['cases'];
    const own = `?organization=${other.organizationId}`;
    expect(await counted(own)).toEqual({ opened: 1 });
    expect(await counted(`${own}&asOf=2026-06-09T11:59:59Z`)).toEqual({});
    const theirs = await desk.world.get('/v1/counts', { token: other.administrator });
    expect(theirs.body['cases']).toEqual({ opened: 1 });
  });

  test('the catalogue defines every figure', async () => {
    const { body } = await get('/v1/analytics', desk.as('auditor'));
    const figures = body['figures'] as readonly { name: string; definition: string }[];
    expect(figures.map(({ name }) => name)).toEqual(figureCatalogue.map(({ name }) => name));
    for (const { definition } of figures) expect(definition).toMatch(/\.$/);
  });
});

describe('what cannot be answered is refused', () => {
  test.each([
    ['attainment?from=2026-02-30', 422, 'invalid-request'],
    ['attainment?from=2026-W54', 422, 'invalid-request'],
    ['attainment?by=agent', 422, 'invalid-request'],
    ['attainment?by=day,week', 422, 'invalid-request'],
    ['attainment?from=2026-06-02&to=2026-06-01', 422, 'range-empty'],
    ['attainment?from=1990-01-01', 422, 'too-many-figures'],
    ['attainment?asOf=2999-01-01T00:00:00Z', 422, 'instant-in-the-future'],
    ['happiness', 404, 'not-found'],
    ['arrivals/cases?cursor=nonsense', 422, 'invalid-request'],
  ])('%s', async (path, status, code) => {
    const answer = await desk.world.get(`/v1/analytics/${path}`, { token: desk.as('analyst') });
    expect(answer).toMatchObject({ status, body: { code } });
  });

  test('agents and operators have no figures', async () => {
    for (const role of ['agent', 'operator'] as const) {
      const answer = await get('/v1/analytics/arrivals', desk.as(role));
      expect(answer).toMatchObject({ status: 403 });
    }
  });
});
