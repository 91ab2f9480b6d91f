/** What-if over HTTP: the numbers, the cases behind them by page, and who may ask. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { drafts, mondayToFriday } from '../support/draft-packs.ts';
import { agreement, CaseDesk, type Customer } from '../support/case-desk.ts';
import type { Answer } from '../support/api-world.ts';

const TEST_MS = 60_000;
/** Saturday, 7 March 2026, 12:00 in Beijing: no Monday to Friday. */
const SATURDAY = '2026-03-07T04:00:00.000Z';
/** Monday, 9 March, 20:00 in Beijing: a business day of every day has passed, not of Mondays. */
const MONDAY = '2026-03-09T12:00:00.000Z';

let desk: CaseDesk;
let contoso: Customer;
let fabrikam: Customer;

const ask = (body: object, token = desk.as('analyst')): Promise<Answer> =>
  desk.world.post('/v1/what-if', { token, body });

const pageAt = async (path: unknown, query = '', token = desk.as('analyst')): Promise<Answer> =>
  desk.world.get(`${String(path)}${query}`, { token });

interface Numbers {
  readonly cases: number;
  readonly then: Readonly<Record<string, number>>;
  readonly draft: Readonly<Record<string, number>>;
  readonly changes: Readonly<Record<string, number>>;
}

const totalsOf = ({ body }: Answer): Numbers => body['totals'] as Numbers;
const itemsOf = ({ body }: Answer): readonly Record<string, unknown>[] =>
  body['items'] as readonly Record<string, unknown>[];

beforeAll(async () => {
  desk = await CaseDesk.start();
  desk.at('2026-03-06T02:00:00.000Z');
  contoso = await desk.customer('china', { agreement });
  fabrikam = await desk.customer('china', { name: 'Fabrikam', agreement });
  desk.at(SATURDAY);
  const cases = [
    await desk.open(contoso, { severity: 'B' }),
    await desk.open(contoso, { severity: 'A' }),
    await desk.open(fabrikam, { severity: 'B' }),
  ];
  desk.at(MONDAY);
  for (const opened of cases) await opened.breached('first-response-1');
}, TEST_MS);
afterAll(() => desk.end());

describe('A draft asked about', () => {
  test(
    'says what every objective was judged and would be judged',
    async () => {
      const answer = await ask({ yaml: mondayToFriday() });
      expect(answer).toMatchObject({
        status: 200,
        body: { draft: { policyVersion: 'china-21vianet@3' }, then: ['china-21vianet@2'] },
      });
      expect(totalsOf(answer)).toMatchObject({
        cases: 3,
        then: { breached: 3, met: 0, open: 0 },
        draft: { breached: 1, met: 0, open: 2 },
        changes: { 'breach-lost': 2, 'deadline-later': 2, 'breach-gained': 0 },
      });
      const { by } = answer.body as { by: Record<string, readonly Numbers[]> };
      expect(by['severity']).toMatchObject([
        { key: 'A', changes: { 'breach-lost': 0 } },
        { key: 'B', changes: { 'breach-lost': 2 } },
      ]);
      expect(by['week']).toMatchObject([{ key: '2026-W10', cases: 3 }]);
      expect(by['organization']).toHaveLength(2);
    },
    TEST_MS,
  );

  test(
    'shows the cases behind each number by page',
    async () => {
      const { body } = await ask({ yaml: mondayToFriday() });
      const first = await pageAt(body['changesAt'], '?change=breach-lost&limit=1');
      const second = await pageAt(body['changesAt'], '?change=breach-lost&limit=1&cursor=1');
      expect(first.body).toMatchObject({ cursor: '1', items: [{ changes: expect.anything() }] });
      expect(second.body).toMatchObject({ cursor: null });
      const items = [...itemsOf(first), ...itemsOf(second)];
      expect(new Set(items.map(({ organizationId }) => organizationId))).toEqual(
        new Set([contoso.organizationId, fabrikam.organizationId]),
      );
      const own = await pageAt(body['changesAt'], `?organization=${contoso.organizationId}`);
      expect(itemsOf(own)).toHaveLength(1);
    },
    TEST_MS,
  );

  test(
    'lists the severities that it would have refused',
    async () => {
      const yaml = drafts['severity A under an agreement that nobody has']();
      const { body } = await ask({ yaml });
      expect(body['totals']).toMatchObject({ severitiesRefused: 1 });
      expect(itemsOf(await pageAt(body['refusalsAt']))).toMatchObject([
        { type: 'CaseOpened', asked: 'A', granted: 'B', code: 'severity-needs-agreement' },
      ]);
    },
    TEST_MS,
  );

  test(
    'writes nothing',
    async () => {
      const { store } = desk.world.server;
      const before = await store.head();
      await ask({ yaml: mondayToFriday() });
      expect(await store.head()).toBe(before);
    },
    TEST_MS,
  );
});

describe('Who asks about a draft', () => {
  test(
    'asks about their own organization, as an administrator',
    async () => {
      const answer = await ask({ yaml: mondayToFriday() }, contoso.administrator);
      expect(totalsOf(answer)).toMatchObject({ cases: 2, changes: { 'breach-lost': 1 } });
      const path = answer.body['changesAt'];
      expect(await pageAt(path, '', contoso.administrator)).toMatchObject({ status: 200 });
      expect(await pageAt(path, '', fabrikam.administrator)).toMatchObject({
        status: 404,
        body: { code: 'what-if-gone' },
      });
    },
    TEST_MS,
  );

  test('is no agent', async () => {
    const answer = await ask({ yaml: mondayToFriday() }, desk.as('agent'));
    expect(answer).toMatchObject({ status: 403, body: { code: 'role-missing' } });
  });

  test(
    'waits while another question is answered',
    async () => {
      const [one, other] = await Promise.all([
        ask({ yaml: mondayToFriday() }),
        ask({ yaml: mondayToFriday() }),
      ]);
      const statuses = [one.status, other.status].toSorted((a, b) => a - b);
      expect(statuses).toEqual([200, 429]);
      const refused = one.status === 429 ? one : other;
      expect(refused.body).toMatchObject({ code: 'what-if-under-way' });
      expect(refused.headers.get('retry-after')).toBe('5');
    },
    TEST_MS,
  );
});

describe('A question without an answer', () => {
  test.each([
    [{}, 'invalid-request'],
    [{ yaml: 'id: x', pack: {} }, 'invalid-request'],
    [{ pack: { id: 'china-21vianet' } }, 'invalid-request'],
    [{ to: '2026-03-01T00:00:00Z' }, 'instant-before-first-case'],
    [{ from: '2027-01-01T00:00:00Z' }, 'instant-after-last-case'],
    [{ from: '2026-03-02T00:00:00Z', to: '2026-03-02T00:00:00Z' }, 'range-empty'],
    [{ organizationId: '00000000-0000-4000-8000-000000000000' }, 'organization-unknown'],
    [{ kind: 'gardening' }, 'invalid-request'],
  ])(
    'says why: %j',
    async (body, code) => {
      const isAboutDraft = 'pack' in body || Object.keys(body).length === 0;
      const asked = isAboutDraft ? body : { yaml: mondayToFriday(), ...body };
      expect((await ask(asked)).body).toMatchObject({ code });
    },
    TEST_MS,
  );

  test('names every fault of the draft by its place', async () => {
    const yaml = mondayToFriday().replace('warnAtPercent: 75', 'warnAtPercent: 750');
    expect((await ask({ yaml })).body).toMatchObject({
      code: 'invalid-request',
      errors: [{ path: 'warnAtPercent', reason: 'not from 1 to 99' }],
    });
  });

  test('is a page of an answer that was never given', async () => {
    const path = '/v1/what-if/00000000-0000-4000-8000-000000000000/changes';
    expect(await pageAt(path)).toMatchObject({ status: 404, body: { code: 'what-if-gone' } });
  });
});
