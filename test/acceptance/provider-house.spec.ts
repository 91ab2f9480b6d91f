/** What customers, and who may see no personal data, are not told over HTTP. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { agreement, CaseDesk, intake, type Customer } from '../support/case-desk.ts';

let desk: CaseDesk;
let china: Customer;
let worldwide: Customer;

beforeAll(async () => {
  desk = await CaseDesk.start();
  china = await desk.customer('china', { agreement });
  worldwide = await desk.customer('worldwide');
});

afterAll(() => desk.end());

describe("what stays within the provider's house", () => {
  const SECRET = 'the certificate of the test tenant';

  test('notes, assignments and escalations are in no view of the customer', async () => {
    const opened = await desk.open(china, { severity: 'B' });
    await opened.give('note', { note: SECRET });
    await opened.give('assign', { team: 'identity', agentId: 'agent-7' });
    await opened.give('escalate', { toTeam: 'engineering', reason: SECRET });
    const position = await desk.world.server.store.head();
    const seen = (await opened.history(china.administrator)).map(({ type }) => type);
    expect(seen).toEqual(['CaseOpened', 'SlaObjectiveStarted']);
    for (const path of [`cases/${opened.caseId}`, 'queue', 'cases', 'sla']) {
      const ask = { token: china.administrator };
      const { body } = await desk.world.get(`/v1/${path}`, ask);
      expect(JSON.stringify(body)).not.toContain(SECRET);
    }
    expect(JSON.stringify(await opened.history())).toContain(SECRET);
    expect(await desk.world.server.store.head()).toBe(position);
  });

  test('who has a case is told to the provider, not to the customer', async () => {
    const domains = ['fabrikam.partner.onmschina.cn'];
    const own = await desk.customer('china', { name: 'Fabrikam', domains });
    const opened = await desk.open(own, { severity: 'B' });
    await opened.give('assign', { team: 'identity', agentId: 'agent-7' });
    const position = await desk.world.server.store.head();
    const asOf = `asOf=${new Date(desk.world.clock.ms).toISOString()}`;
    const waiting = `minPosition=${position}&organization=${own.organizationId}`;
    const paths = [
      `cases/${opened.caseId}`,
      `cases/${opened.caseId}?${asOf}`,
      `cases/${opened.caseId}?${asOf}&timeline=occurred`,
      `cases/${opened.caseId}?revision=2`,
      `queue?${waiting}`,
      `queue?${waiting}&${asOf}`,
      `queue?${waiting}&${asOf}&timeline=occurred`,
      `cases?${waiting}`,
    ];
    for (const path of paths) {
      const seen = async (token: string) => {
        const { status, body } = await desk.world.get(`/v1/${path}`, { token });
        expect(status).toBe(200);
        return JSON.stringify(body);
      };
      expect([path, await seen(desk.as('agent'))]).toEqual([
        path,
        expect.stringMatching(/"team":"identity".*"agentId":"agent-7"/),
      ]);
      expect([path, await seen(own.administrator)]).toEqual([
        path,
        expect.not.stringMatching(/"team"|"agentId"|identity|agent-7/),
      ]);
    }
  });

  test.each([
    ['queue?team=identity', 'team'],
    ['queue?agent=agent-7', 'agent'],
    ['queue?agent=none', 'agent'],
    ['cases?team=identity', 'team'],
    ['counts?agent=agent-7', 'agent'],
    ['sla?team=identity', 'team'],
    ['analytics/arrivals?team=none', 'team'],
    ['analytics/arrivals?by=week,team', 'by'],
    ['analytics/arrivals/cases?team=identity', 'team'],
  ])('a customer cannot ask for it by %s either', async (path, parameter) => {
    const ask = { token: china.administrator };
    expect(await desk.world.get(`/v1/${path}`, ask)).toMatchObject({
      status: 403,
      body: { code: 'role-missing', errors: [{ pointer: parameter }] },
    });
    const { status } = await desk.world.get(`/v1/${path}`, { token: desk.as('lead') });
    expect(status).toBe(200);
  });

  test('an analyst sees no personal data', async () => {
    const opened = await desk.open(china, { severity: 'B' });
    const token = desk.as('analyst');
    const { body } = await desk.world.get(`/v1/cases/${opened.caseId}`, { token });
    expect(body['dossier']).toBeNull();
    const facts = await opened.history(token);
    expect(facts.map(({ personal }) => personal)).toEqual([null, null]);
    expect(JSON.stringify([body, facts])).not.toContain(intake.requester.name);
  });
});

test('the feed tells a customer of its own cases only, and of no note', async () => {
  const own = await desk.open(worldwide, { category: null, assessment: null });
  const other = await desk.open(china, { severity: 'B' });
  await own.give('note', { note: 'Seen.' });
  await other.give('note', { note: 'Seen.' });
  await own.give('reply', { message: 'It is back.' });
  const ended = await desk.world.server.store.head();
  const told = await desk.world.listen('/v1/feed?after=-1', worldwide.administrator, (text) =>
    text.includes(`id: ${ended}\n`),
  );
  expect(told).toContain(own.caseId);
  expect(told).not.toContain(other.caseId);
  expect(told).toContain('CustomerReplied');
  expect(told).not.toContain('NoteAdded');
});
