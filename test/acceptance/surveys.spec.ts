/** V28 "Continually gather customer feedback … through surveys", over HTTP. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CaseDesk, unratedIntake, type Customer, type HttpCase } from '../support/case-desk.ts';

/** The German cloud rates no case and shows a notice (G8). */
const notice = { kind: 'technical', privacyNoticeVersion: '1' };
const MONDAY = '2026-03-02T02:00:00.000Z';
const answering = { score: 4, comment: 'Quick and friendly.' };

let desk: CaseDesk;
let customer: Customer;

beforeAll(async () => {
  desk = await CaseDesk.start();
  customer = await desk.customer('china');
});

afterAll(() => desk.end());

/** A case that is resolved as soon as it is opened: at 10:00 in Beijing. */
async function resolvedCase(of: Customer, intake = {}, instant = MONDAY): Promise<HttpCase> {
  const opened = await desk.at(instant).open(of, intake);
  await opened.give('triage');
  return opened.give('resolve', { resolution: 'solved', summary: 'Renewed.' });
}

describe('V28 one survey after resolution, answer bound to the case', () => {
  test('an administrator answers it once', async () => {
    const one = await resolvedCase(customer);
    const resolution = await one.fact('CaseResolved');
    await one.give('answer-survey', answering);
    expect(await one.fact('SurveyAnswered')).toMatchObject({
      actor: { role: 'administrator' },
      data: { score: 4, highestScore: 5, resolutionEventId: resolution.eventId },
      personal: { comment: 'Quick and friendly.' },
      sentence: 'The customer answered the survey: 4 of 5.',
    });
    await one.refused('answer-survey', { score: 5 }, { status: 409, code: 'survey-answered' });
  });

  test('the comment is personal: analysts do not see it', async () => {
    const one = await resolvedCase(customer);
    await one.give('answer-survey', answering);
    const facts = await one.history(desk.as('analyst'));
    const answer = facts.find(({ type }) => type === 'SurveyAnswered');
    expect(answer).toMatchObject({ data: { score: 4 }, personal: null });
    expect(JSON.stringify(answer)).not.toContain('friendly');
  });

  test('it is open for fourteen days, also once the case has closed by itself', async () => {
    const [one, other] = [await resolvedCase(customer), await resolvedCase(customer)];
    desk.at('2026-03-16T01:59:59.999Z');
    await one.give('answer-survey', answering);
    expect((await one.read()).state.lifecycle.status).toBe('closed');
    desk.at('2026-03-16T02:00:00.000Z');
    const over = { status: 409, code: 'survey-time-over', until: '2026-03-16T02:00:00.000Z' };
    await other.refused('answer-survey', answering, over);
  });

  test('a score is on the scale of the pack', async () => {
    const one = await resolvedCase(customer);
    const off = { status: 422, code: 'survey-score-off-scale', pointer: '/score', highestScore: 5 };
    await one.refused('answer-survey', { score: 6 }, off);
    for (const score of [0, 11, 4.5, '4']) {
      const errors = [{ pointer: '/score' }];
      await one.refused('answer-survey', { score }, { code: 'invalid-request', errors });
    }
  });
});

describe('V28 a customer is told whether a survey is open', () => {
  const survey = async (one: HttpCase, query = ''): Promise<unknown> => {
    const { administrator: token } = one.customer;
    const answer = await desk.world.get(`/v1/cases/${one.caseId}${query}`, { token });
    expect(answer).toMatchObject({ status: 200 });
    return answer.body['survey'];
  };
  const nothing = { question: null, highestScore: null, until: null };

  test('not before the resolution; then until its time is over', async () => {
    const opened = await desk.at(MONDAY).open(customer);
    expect(await survey(opened)).toEqual({ state: 'unresolved', ...nothing });
    await opened.give('triage');
    await opened.give('resolve', { resolution: 'solved', summary: 'Renewed.' });
    const asked = {
      question: 'How satisfied are you with the support for this case?',
      highestScore: 5,
      until: '2026-03-16T02:00:00.000Z',
    };
    expect(await survey(opened)).toEqual({ state: 'open', ...asked });
    desk.at('2026-03-16T02:00:00.000Z');
    expect(await survey(opened)).toEqual({ state: 'time-over', ...asked });
  });

  test('nor once it has answered; of the past nothing is said', async () => {
    const one = await resolvedCase(customer);
    await one.give('answer-survey', answering);
    expect(await survey(one)).toEqual({ state: 'answered', ...nothing });
    expect(await survey(one, '?revision=1')).toBeNull();
  });
});

describe('V28 what customers answered is a figure', () => {
  const days = 'from=2026-04-01&to=2026-04-30';
  let own: Customer;
  let answered: HttpCase;

  beforeAll(async () => {
    own = await desk.customer('china', { name: 'Fabrikam', domains: ['f.partner.onmschina.cn'] });
    for (const [organization, score] of [
      [own, 2],
      [customer, 5],
    ] as const) {
      answered = await resolvedCase(organization, {}, '2026-04-01T02:00:00.000Z');
      await answered.give('answer-survey', { score });
    }
  });

  async function figure(path: string, token: string): Promise<unknown> {
    const position = await desk.world.server.store.head();
    const url = `/v1/analytics/survey-scores${path}&${days}&minPosition=${position}`;
    const answer = await desk.world.get(url, { token });
    expect(answer).toMatchObject({ status: 200 });
    return answer.body['items'];
  }

  test('with its mean, its distribution and the cases behind it', async () => {
    expect(await figure('?by=kind,severity,week', desk.as('analyst'))).toMatchObject([
      {
        group: { kind: 'technical', severity: 'B', week: '2026-W14' },
        values: { answers: 2, mean: 3.5, '1/5': 0, '2/5': 1, '5/5': 1 },
      },
    ]);
    expect(await figure('/cases?detail=5/5', desk.as('lead'))).toMatchObject([
      { caseId: answered.caseId, detail: '5/5', number: 1 },
    ]);
  });

  test('customers see that of their own cases', async () => {
    expect(await figure('?by=organization', own.administrator)).toMatchObject([
      { group: { organization: own.organizationId }, values: { answers: 1, mean: 2 } },
    ]);
  });
});

describe('V28 suppressible', () => {
  test('an organization is left out of surveys, and asked again', async () => {
    const quiet = await desk.customer('germany', { surveyed: false });
    const one = await resolvedCase(quiet, { ...unratedIntake, ...notice });
    const path = `/v1/organizations/${quiet.organizationId}/correct`;
    expect((await one.read()).survey).toMatchObject({ state: 'suppressed' });
    await one.refused('answer-survey', answering, { status: 422, code: 'survey-suppressed' });
    const body = { surveyed: true };
    const token = desk.as('operator');
    expect(await desk.world.post(path, { token, body })).toMatchObject({ status: 200 });
    await one.give('answer-survey', answering);
  });
});
