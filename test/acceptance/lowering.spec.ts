/** Lowering and raising a severity, over HTTP: V21, defaults 7, 8 and 9. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { agreement, CaseDesk, type Customer, type HttpCase } from '../support/case-desk.ts';

let desk: CaseDesk;
let customer: Customer;

beforeAll(async () => {
  desk = await CaseDesk.start();
  customer = await desk.customer('china', { agreement });
});

afterAll(() => desk.end());

const beijing = (wallTime: string): string => new Date(`${wallTime}:00+08:00`).toISOString();
const at = (time: string): CaseDesk => desk.at(beijing(`2026-03-02T${time}`));
const question = { question: 'Since when?' };
const explanation = 'Two questions are unanswered; we go on in business hours.';
const gone = {
  requester: { name: 'Li Na', email: 'li.na@contoso.example', phone: null },
  contactConfirmed: { email: true, phone: true },
  reachableAroundTheClock: false,
};
const resources = { reason: 'resources', explanation: 'Nobody can be reached.' };

async function triaged(severity: 'A' | 'B' | 'C'): Promise<HttpCase> {
  const opened = await at('10:00').open(customer, { severity });
  await opened.give('triage');
  return opened;
}

/** Two questions, at 10:10 and 10:20; answers the ids of their events. */
async function asked(opened: HttpCase): Promise<readonly string[]> {
  at('10:10');
  await opened.give('request-information', question);
  at('10:20');
  await opened.give('request-information', question);
  const facts = await opened.history();
  return facts.filter(({ type }) => type === 'InformationRequested').map(({ eventId }) => eventId);
}

const severityOf = async (one: HttpCase) => (await one.read()).state.severity;

describe(
  'V21 "If the customer cannot provide required resource or make response … in reasonable ' +
    'time, 21Vianet support team may lower down the severity level"',
  () => {
    test('it cites the unanswered requests, and the customer is told', async () => {
      const opened = await triaged('A');
      const evidence = await asked(opened);
      at('11:20');
      await opened.give('lower-severity', { to: 'B', reason: 'response', evidence, explanation });
      const told = (await opened.history(customer.administrator)).find(
        ({ type }) => type === 'SeverityLowered',
      );
      expect(told).toMatchObject({
        data: { from: 'A', to: 'B', reason: 'response', evidence, overridden: null },
        personal: { explanation },
      });
    });

    test('by the provider only, downward only, for a reason of the policy', async () => {
      const opened = await triaged('A');
      const evidence = await asked(opened);
      at('11:20');
      const lowering = { to: 'B', reason: 'response', evidence, explanation };
      const token = customer.administrator;
      await opened.refused('lower-severity', lowering, { code: 'role-not-allowed', token });
      const upward = { ...lowering, to: 'A' };
      await opened.refused('lower-severity', upward, { code: 'severity-not-lower' });
      const mood = { ...lowering, reason: 'mood' };
      const reasons = ['resources', 'response'];
      await opened.refused('lower-severity', mood, { code: 'lowering-reason-unknown', reasons });
    });

    test('never automatic: weeks of silence are recorded, the severity stays', async () => {
      const opened = await triaged('A');
      await asked(opened);
      desk.at('2026-03-20T02:00:00Z');
      await opened.breached('customer-answer-2');
      const types = (await opened.history()).map(({ type }) => type);
      expect(types.filter((type) => type === 'CustomerSilenceRecorded')).toHaveLength(2);
      expect(types).not.toContain('SeverityLowered');
      expect(await severityOf(opened)).toBe('A');
    });

    test('what was answered, is unknown or was used already is no evidence', async () => {
      const opened = await triaged('A');
      const evidence = await asked(opened);
      at('11:20');
      const lowering = { to: 'B', reason: 'response', evidence, explanation };
      const unknown = ['0b8f8f0e-3d51-5c0f-8a29-5f4f6f1c2a01'];
      const foreign = { ...lowering, evidence: unknown };
      await opened.refused('lower-severity', foreign, { code: 'evidence-unknown', unknown });
      await opened.give('lower-severity', lowering);
      const again = { ...lowering, to: 'C' };
      await opened.refused('lower-severity', again, { code: 'evidence-used', used: evidence });
      const other = await triaged('A');
      const answered = await asked(other);
      await other.give('reply', { message: 'Since nine.' });
      at('11:30');
      const late = { ...lowering, evidence: answered };
      await other.refused('lower-severity', late, { code: 'evidence-answered', answered });
    });
  },
);

describe('default 9 "two unanswered requests …, the last at least 1 h old for A"', () => {
  test('one request is not enough, nor one cited twice', async () => {
    const opened = await triaged('A');
    const [first = ''] = await asked(opened);
    at('12:00');
    const lowering = { to: 'B', reason: 'response', explanation, evidence: [first, first] };
    const refusal = { status: 422, code: 'lowering-needs-evidence', required: 2 };
    await opened.refused('lower-severity', lowering, { ...refusal, pointer: '/evidence' });
  });

  test('a millisecond before the hour is too soon', async () => {
    const opened = await triaged('A');
    const evidence = await asked(opened);
    const lowering = { to: 'B', reason: 'response', evidence, explanation };
    desk.at('2026-03-02T03:19:59.999Z');
    const refusal = { code: 'evidence-too-recent', required: '1 hour' };
    await opened.refused('lower-severity', lowering, refusal);
    desk.at('2026-03-02T03:20:00.000Z');
    await opened.give('lower-severity', lowering);
  });

  test('"and one business day for B"', async () => {
    const opened = await triaged('B');
    const evidence = await asked(opened);
    const lowering = { to: 'C', reason: 'response', evidence, explanation };
    desk.at('2026-03-03T02:19:59.999Z');
    const refusal = { code: 'evidence-too-recent', required: '1 business day' };
    await opened.refused('lower-severity', lowering, refusal);
    desk.at('2026-03-03T02:20:00.000Z');
    await opened.give('lower-severity', lowering);
    expect(await severityOf(opened)).toBe('C');
  });

  test('"One step per command, A→C only with a reason of its own"', async () => {
    const opened = await triaged('A');
    const evidence = await asked(opened);
    at('11:20');
    const lowering = { to: 'C', reason: 'response', evidence, explanation };
    const refusal = { code: 'two-steps-need-own-reason', pointer: '/twoStepReason' };
    await opened.refused('lower-severity', lowering, refusal);
    const twoStepReason = 'A workaround was found meanwhile.';
    await opened.give('lower-severity', { ...lowering, twoStepReason });
    expect((await opened.fact('SeverityLowered')).personal).toMatchObject({ twoStepReason });
  });

  test('"raising again … on new evidence, with the duties of V19 checked anew"', async () => {
    const opened = await triaged('A');
    await opened.give('correct-contact', gone);
    await opened.give('lower-severity', { to: 'B', ...resources });
    const raising = { to: 'A', explanation: 'It has spread.' };
    await opened.refused('raise-severity', raising, { code: 'raising-needs-new-evidence' });
    await opened.give('reply', { message: 'It is in Shanghai too.' });
    const missing = ['reachable-contact'];
    await opened.refused('raise-severity', raising, { code: 'duties-not-fulfilled', missing });
    await opened.give('correct-contact', { ...gone, reachableAroundTheClock: true });
    await opened.give('raise-severity', raising);
    expect((await opened.fact('SeverityRaised')).data).toMatchObject({
      from: 'B',
      to: 'A',
      entitlement: { agreementId: 'AOS-1' },
    });
  });

  test('a lead may lower without evidence and says why; an agent may not', async () => {
    const opened = await triaged('A');
    const override = { reason: 'Agreed with the customer by telephone.' };
    const lowering = { to: 'B', reason: 'response', explanation, override };
    const refusal = { status: 403, code: 'override-needs-lead', pointer: '/override' };
    await opened.refused('lower-severity', lowering, refusal);
    await opened.give('lower-severity', lowering, desk.as('lead'));
    expect(await opened.fact('SeverityLowered')).toMatchObject({
      data: { overridden: 'lowering-needs-evidence' },
      personal: { overrideReason: override.reason },
    });
  });
});

describe('default 7 deadlines of a changed severity', () => {
  test('"lowered: due is recomputed from opening under the new target"', async () => {
    const opened = await triaged('A');
    await opened.give('correct-contact', gone);
    at('10:30');
    await opened.give('lower-severity', { to: 'B', ...resources });
    expect(await opened.objective('first-response-1')).toMatchObject({ state: 'retargeted' });
    expect(await opened.objective('first-response-2')).toMatchObject({
      severity: 'B',
      startedAt: beijing('2026-03-02T10:00'),
      dueAt: beijing('2026-03-03T10:00'),
      replacesObjectiveId: 'first-response-1',
    });
  });

  test.each([
    ['B', 'A', '2026-03-02T13:00'],
    ['C', 'B', '2026-03-03T12:00'],
  ] as const)('"raised: … change + new target": %s to %s', async (from, to, dueAt) => {
    const opened = await triaged(from);
    at('12:00');
    await opened.give('raise-severity', { to, explanation: 'It has spread.' });
    expect((await opened.objective('first-response-2'))?.['dueAt']).toBe(beijing(dueAt));
  });

  test('"raised: the earlier": an old due that comes before that stays', async () => {
    const opened = await triaged('B');
    desk.at(beijing('2026-03-03T09:30'));
    await opened.give('raise-severity', { to: 'A', explanation: 'It has spread.' });
    const raised = await opened.objective('first-response-2');
    expect(raised?.['dueAt']).toBe(beijing('2026-03-03T10:00'));
  });

  test('"a breach already recorded stays for ever"', async () => {
    const opened = await triaged('A');
    await opened.give('correct-contact', gone);
    at('13:00');
    await opened.breached('first-response-1');
    await opened.give('lower-severity', { to: 'B', ...resources });
    await opened.give('first-response', { message: 'We are on it.' });
    expect(await opened.objective('first-response-1')).toMatchObject({ verdict: 'breached' });
    expect(await opened.objective('first-response-2')).toMatchObject({ verdict: 'met' });
  });
});

describe('default 8 "An agreement that ends during a Sev A case: keep A, flag for review"', () => {
  test('the flag is raised at the end of the agreement, and A stays', async () => {
    const short = { ...agreement, validTo: '2026-03-02T04:00:00.000Z' };
    const expiring = await desk.customer('china', { agreement: short });
    const opened = await at('10:00').open(expiring, { severity: 'A' });
    await opened.give('triage');
    at('13:00');
    await opened.until(({ state }) => state['entitlementFlagged'] === true);
    expect(await opened.fact('EntitlementReviewFlagged')).toMatchObject({
      occurredAt: short.validTo,
      actor: { role: 'engine' },
    });
    expect(await severityOf(opened)).toBe('A');
    const { body } = await desk.tryToOpen(expiring, {
      assessment: { issueType: 'unusable', impact: 'widespread' },
    });
    const token = desk.as('agent');
    const next = await desk.world.get(`/v1/cases/${String(body['caseId'])}`, { token });
    expect(next.body).toMatchObject({ state: { severity: 'B', entitlement: null } });
  });
});
