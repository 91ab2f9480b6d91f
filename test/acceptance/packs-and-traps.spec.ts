/**
 * Hours of the other clouds (defaults 11, 13 and 14), told by a pack of one's own that promises on
 * their calendars, and traps that other systems fell into, over HTTP.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { agreement, CaseDesk, type Customer, type HttpCase } from '../support/case-desk.ts';

type Json = Readonly<Record<string, unknown>>;

const OWN_PACK = 'own-hours';
const BORROWED = ['of-customer', 'of-australia', 'berlin'];
const question = { question: 'Since when?' };
const reply = { message: 'Since nine.' };
const response = { message: 'We are on it.' };

let desk: CaseDesk;
let china: Customer;

beforeAll(async () => {
  desk = await CaseDesk.start();
  china = await desk.customer('china', { agreement });
  expect((await publish(await ownPack(1))).body).toMatchObject({ published: true });
});

afterAll(() => desk.end());

async function contentOf(pack: string): Promise<Json> {
  const { body } = await desk.world.get(`/v1/policies/${pack}/2`, { token: desk.as('auditor') });
  return body['content'] as Json;
}

const calendarsOf = (content: Json): readonly Json[] => content['calendars'] as readonly Json[];

/** JSON is YAML. */
const publish = (content: Json) => {
  const body = { yaml: JSON.stringify(content) };
  return desk.world.post('/v1/policies', { token: desk.as('operator'), body });
};

/** The pack of China, with billing on the worldwide calendars and pre-sales on the German one. */
async function ownPack(version: number, changes: Json = {}): Promise<Json> {
  const base = await contentOf('china-21vianet');
  const worldwide = calendarsOf(await contentOf('worldwide'));
  const german = calendarsOf(await contentOf('germany'));
  const borrowed = [
    ...worldwide.filter(({ id }) => String(id).startsWith('office-hours')),
    ...german.filter(({ id }) => id === 'office-hours'),
  ].map((calendar, index) => ({ ...calendar, id: BORROWED[index] }));
  const kinds = base['kinds'] as Readonly<Record<string, Json>>;
  const choice = { otherwise: 'of-customer', countries: { AU: 'of-australia' } };
  return {
    ...base,
    id: OWN_PACK,
    version,
    routing: { domainSuffixes: ['fabrikam.example'], otherwise: false },
    calendars: [...calendarsOf(base), ...borrowed],
    kinds: {
      ...kinds,
      billing: { ...kinds['billing'], calendars: { B: choice, C: choice } },
      'pre-sales': { ...kinds['pre-sales'], calendars: { B: 'berlin', C: 'berlin' } },
    },
    ...changes,
  };
}

const customerIn = (country: string, zone: string): Promise<Customer> =>
  desk.customer('china', { country, zone, packId: OWN_PACK, domains: ['london.fabrikam.example'] });

async function dueOf(customer: Customer, kind: string, openedAt: string): Promise<unknown> {
  const opened = await desk.at(openedAt).open(customer, { severity: 'B', kind, category: null });
  return (await opened.objective('first-response-1'))?.['dueAt'];
}

describe('default 11 "the customer\'s country zone (IANA); Australia 09:00-18:00"', () => {
  test('London: 09:00-17:00, 480 minutes a day', async () => {
    const london = await customerIn('GB', 'Europe/London');
    const dueAt = await dueOf(london, 'billing', '2026-03-06T16:00:00.000Z');
    expect(dueAt).toBe('2026-03-09T16:00:00.000Z');
  });

  test('Perth: 09:00-18:00, 540 minutes a day, in its own zone', async () => {
    const perth = await customerIn('AU', 'Australia/Perth');
    // Friday 17:30 in Perth (UTC+8): half an hour, then Monday from 09:00 for 510 minutes.
    const dueAt = await dueOf(perth, 'billing', '2026-03-06T09:30:00.000Z');
    expect(dueAt).toBe('2026-03-09T09:30:00.000Z');
  });
});

test('default 13 "Berlin (UTC+1)" is Europe/Berlin with DST', async () => {
  const berlin = await customerIn('DE', 'Europe/Berlin');
  // From Friday 16:00 at UTC+1 to Monday 16:00 at UTC+2: the clocks change in between.
  const dueAt = await dueOf(berlin, 'pre-sales', '2026-03-27T15:00:00.000Z');
  expect(dueAt).toBe('2026-03-30T14:00:00.000Z');
});

test('default 14 "Sev C (Medium)" and "Security level" are typos of the source', async () => {
  const content = await contentOf('china-21vianet');
  expect(content['severities']).toMatchObject({ C: { name: 'Non-critical' } });
  expect(JSON.stringify(content)).not.toMatch(/security level|medium/i);
  const opened = await desk.at('2026-03-02T02:00:00Z').open(china, { severity: 'C' });
  const errors = [{ pointer: '/severity', code: 'invalid-value' }];
  await opened.refused('triage', { severity: 'Medium' }, { code: 'invalid-request', errors });
});

describe('traps', () => {
  test('a new policy version moves no deadline of the past (Jira, ServiceNow)', async () => {
    const london = await customerIn('GB', 'Europe/London');
    desk.at('2026-03-02T10:00:00Z');
    const one = await desk.open(london, { severity: 'B' });
    const before = await one.read();
    const targets = (await ownPack(2))['targets'] as Readonly<Record<string, Json>>;
    const faster = { 'first-response': { minutes: 5, label: '5 minutes' } };
    const B = { ...(targets['technical']?.['B'] as Json), ...faster };
    const technical = { ...targets['technical'], B };
    const published = await publish(await ownPack(2, { targets: { ...targets, technical } }));
    expect(published.body).toMatchObject({ published: true, version: 2 });
    expect(await one.read()).toEqual(before);
    const next = await desk.open(london, { severity: 'B' });
    expect(await next.objective('first-response-1')).toMatchObject({ targetLabel: '5 minutes' });
    await one.give('triage');
    expect(await one.objective('first-response-1')).toMatchObject({ targetMinutes: 900 });
    const immutable = { ...(await ownPack(2)), name: 'Another name' };
    const refused = { status: 409, body: { code: 'policy-version-immutable' } };
    expect(await publish(immutable)).toMatchObject(refused);
  });

  test('a calendar that is never open is refused, not searched for ever (Frappe)', async () => {
    const content = await ownPack(3);
    const calendars = calendarsOf(content).map((one) => ({ ...one, weekly: [] }));
    const answer = await publish({ ...content, calendars });
    expect(answer.status).toBe(422);
    expect(JSON.stringify(answer.body)).toContain('calendars');
  });

  test('a merged case does not escalate (Zammad #904); undone, its promise is owed', async () => {
    const [one, into] = [
      await desk.at('2026-03-02T02:00:00Z').open(china, { severity: 'A' }),
      await desk.open(china, { severity: 'C' }),
    ];
    await one.give('merge', { intoCaseId: into.caseId });
    expect(await into.fact('CaseLinked')).toMatchObject({ data: { relation: 'merged-from' } });
    desk.at('2026-03-02T08:00:00Z');
    await one.give('note', { note: 'Nothing is due any more.' });
    const { state } = await one.read();
    expect(state.objectives).toMatchObject([{ state: 'dropped', verdict: 'not-applicable' }]);
    await one.give('undo-merge', { reason: 'They were two faults.' });
    await one.breached('first-response-2');
    expect(await one.objective('first-response-2')).toMatchObject({
      startedAt: '2026-03-02T02:00:00.000Z',
      breachedAt: '2026-03-02T03:00:00.000Z',
    });
  });

  test('facts of the organization are copied, not looked up again (ServiceNow)', async () => {
    const london = await customerIn('GB', 'Europe/London');
    const opened = await desk.at('2026-03-02T10:00:00Z').open(london, { severity: 'C' });
    const path = `/v1/organizations/${london.organizationId}/correct`;
    const body = { country: 'AU', zone: 'Australia/Perth', name: 'Fabrikam (Perth)' };
    const token = desk.as('operator');
    expect((await desk.world.post(path, { token, body })).status).toBe(200);
    await opened.give('triage');
    expect((await opened.read()).state).toMatchObject({ country: 'GB', zone: 'Europe/London' });
  });

  test('two pauses that begin within one minute both count (Zammad)', async () => {
    const opened = await desk.at('2026-03-02T02:00:00Z').open(china, { severity: 'B' });
    await opened.give('triage');
    await opened.give('first-response', response);
    for (const [asked, answered] of [['02:10:00', '02:10:20'], ['02:10:30', '02:40:30']]) {
      desk.at(`2026-03-02T${asked}Z`);
      await opened.give('request-information', question);
      desk.at(`2026-03-02T${answered}Z`);
      await opened.give('reply', reply);
    }
    // The second question met the update that the first had started.
    const { state } = await opened.read();
    expect(state.objectives.at(-2)).toMatchObject({ kind: 'next-update', pausedMs: 1_800_000 });
    const updates = state.objectives.filter(({ kind }) => kind === 'next-update');
    expect(updates.map(({ pausedMs }) => pausedMs)).toEqual([0, 20_000, 1_800_000]);
  });

  test('a herd that falls due at one instant is recorded to the last (osTicket: 100)', async () => {
    const HERD = 120;
    desk.at('2026-06-01T02:00:00Z');
    const herd = await Promise.all(
      Array.from({ length: HERD }, (): Promise<HttpCase> => desk.open(china, { severity: 'A' })),
    );
    desk.at('2026-06-01T03:00:00.001Z');
    await Promise.all(herd.map((one) => one.breached('first-response-1')));
    const position = await desk.world.server.store.head();
    const token = desk.as('lead');
    const path = `/v1/sla?state=breached&limit=200&minPosition=${position}`;
    const organization = `organization=${china.organizationId}`;
    const { body } = await desk.world.get(`${path}&${organization}`, { token });
    const items = body['items'] as readonly Json[];
    const inHerd = items.filter(({ breachedAt }) => breachedAt === '2026-06-01T03:00:00.000Z');
    expect(inHerd).toHaveLength(HERD);
  });
});
