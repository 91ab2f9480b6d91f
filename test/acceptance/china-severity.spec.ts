/** Who sets a severity, and what entitles to it, over HTTP: V10 to V13, V19, V20, V22, V23. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { agreement, CaseDesk, type Customer, type HttpCase } from '../support/case-desk.ts';

let desk: CaseDesk;
let signed: Customer;
let unsigned: Customer;

beforeAll(async () => {
  desk = await CaseDesk.start();
  signed = await desk.customer('china', { agreement });
  unsigned = await desk.customer('china');
});

afterAll(() => desk.end());

const MONDAY = '2026-03-02T02:00:00Z';
const severityOf = async (one: HttpCase) => (await one.read()).state.severity;
const copied = {
  agreementId: 'AOS-1',
  validFrom: agreement.validFrom,
  validTo: agreement.validTo,
};
const needsAgreement = { status: 422, code: 'severity-needs-agreement', agreement: 'advanced' };
const toA = { to: 'A', explanation: 'It has spread.' };

describe(
  'V10 "assigns a severity level to a case when it is opened, based on an assessment of the ' +
    'issue type and customer impact"',
  () => {
    test('the assessment and the rule it follows are recorded with the opening', async () => {
      const opened = await desk.at(MONDAY).open(signed, { severity: 'B' });
      expect((await opened.fact('CaseOpened')).data).toMatchObject({
        severity: 'B',
        assessment: { issueType: 'impaired', impact: 'partial', rule: 'V12' },
      });
    });

    test('the customer may only propose: a proposal changes no severity', async () => {
      const opened = await desk.at(MONDAY).open(signed, { severity: 'C', proposedSeverity: 'A' });
      expect((await opened.fact('CaseOpened')).data).toMatchObject({
        severity: 'C',
        proposedSeverity: 'A',
      });
      await opened.give('propose-severity', { severity: 'B', justification: 'It has spread.' });
      expect((await opened.read()).state).toMatchObject({ severity: 'C', proposedSeverity: 'B' });
    });

    test.each([
      ['triage', { severity: 'A' }],
      ['raise-severity', toA],
      ['lower-severity', { to: 'C', reason: 'response', explanation: 'We want less.' }],
      ['reclassify', { kind: 'billing' }],
    ])('the provider sets it: an administrator may not %s', async (name, payload) => {
      const opened = await desk.at(MONDAY).open(signed, { severity: 'B' });
      if (name !== 'triage') await opened.give('triage');
      const token = signed.administrator;
      await opened.refused(name, payload, { status: 403, code: 'role-not-allowed', token });
    });
  },
);

describe('V11, V12, V13 the example symptoms of the page', () => {
  const expected = {
    'widespread-mail-trouble': 'A',
    'sharepoint-down': 'A',
    'no-instant-messages': 'A',
    'garbled-send-button': 'B',
    'setting-only-in-powershell': 'B',
    'password-never-expires': 'C',
    'contact-not-deletable': 'C',
  };

  test.each(Object.entries(expected))('%s is assessed as %s', async (id, severity) => {
    const path = '/v1/policies/china-21vianet/2';
    const { body } = await desk.world.get(path, { token: desk.as('auditor') });
    const { assessment } = body['content'] as {
      assessment: { symptoms: { id: string; issueType: string; impact: string }[] };
    };
    const symptom = assessment.symptoms.find((each) => each.id === id);
    const { issueType, impact } = { issueType: '', impact: '', ...symptom };
    desk.at(MONDAY);
    const opened = await desk.open(signed, { assessment: { issueType, impact } });
    expect(await severityOf(opened)).toBe(severity);
  });

  test.each([
    ['V11 "aren\'t accessible or are unusable … Multiple users or services"', 'A', 'widespread'],
    ['V12 "… partially affected": one user is not many', 'B', 'partial'],
    ['V13 "an acceptable workaround exists"', 'C', 'minimal'],
  ])('%s: %s', async (_, severity, impact) => {
    desk.at(MONDAY);
    const opened = await desk.open(signed, { assessment: { issueType: 'unusable', impact } });
    expect(await severityOf(opened)).toBe(severity);
  });

  test('an issue type that the policy does not have is refused with those it has', async () => {
    const assessment = { issueType: 'odd', impact: 'partial' };
    const answer = await desk.tryToOpen(signed, { assessment });
    expect(answer).toMatchObject({
      status: 422,
      body: {
        code: 'assessment-unknown',
        pointer: '/assessment',
        issueTypes: ['unusable', 'impaired', 'minor'],
        impacts: ['widespread', 'partial', 'minimal'],
      },
    });
  });
});

describe('default 6 "provisional from opening … confirmed or changed at triage"', () => {
  test('two facts: the opening caps by entitlement, the triage confirms', async () => {
    const opened = await desk.at(MONDAY).open(unsigned, { severity: 'A' });
    expect((await opened.fact('CaseOpened')).data).toMatchObject({
      severity: 'B',
      entitlement: null,
      assessment: { rule: 'V11' },
    });
    await opened.give('triage');
    expect((await opened.fact('CaseTriaged')).data).toMatchObject({
      previousSeverity: 'B',
      severity: 'B',
    });
  });

  test('changed at triage: what was provisional stays readable', async () => {
    const opened = await desk.at(MONDAY).open(signed, { severity: 'A' });
    await opened.give('triage', { assessment: { issueType: 'minor', impact: 'minimal' } });
    expect((await opened.fact('CaseOpened')).data).toMatchObject({ severity: 'A' });
    expect((await opened.fact('CaseTriaged')).data).toMatchObject({
      previousSeverity: 'A',
      severity: 'C',
      entitlement: null,
    });
  });
});

describe('V19 A is neither granted nor kept without its three duties', () => {
  const lacking = [
    ['"Provide solid business impact statement"', 'impact-statement', { impactStatement: null }],
    [
      '"Allocate resource to ensure continues collaboration"',
      'reachable-contact',
      { reachableAroundTheClock: false },
    ],
    [
      '"accurate contact information and … reliable communication"',
      'confirmed-contact-data',
      { contactConfirmed: { email: true, phone: false } },
    ],
  ] as const;

  test.each(lacking)('%s: not granted without', async (_, duty, lack) => {
    const opened = await desk.at(MONDAY).open(signed, { severity: 'A', ...lack });
    expect(await severityOf(opened)).not.toBe('A');
    const refusal = { status: 422, code: 'duties-not-fulfilled', severity: 'A', missing: [duty] };
    await opened.refused('triage', { severity: 'A' }, { ...refusal, pointer: '/severity' });
    await opened.give('triage', { severity: 'C' });
    await opened.refused('raise-severity', toA, { ...refusal, pointer: '/to' });
  });

  test('given later, the duty is fulfilled', async () => {
    const opened = await desk.at(MONDAY).open(signed, { severity: 'A', impactStatement: null });
    await opened.give('impact-statement', { statement: 'A million a day.' });
    await opened.give('triage', { severity: 'A' });
    expect(await severityOf(opened)).toBe('A');
  });

  test('not kept: once the resource is gone, the provider may lower it at once', async () => {
    const opened = await desk.at(MONDAY).open(signed, { severity: 'A' });
    await opened.give('triage');
    const lowering = { to: 'B', reason: 'resources', explanation: 'Nobody is there.' };
    const refusal = { status: 422, code: 'lowering-needs-evidence' };
    await opened.refused('lower-severity', lowering, refusal);
    await opened.give('correct-contact', {
      requester: { name: 'Li Na', email: 'li.na@contoso.example', phone: null },
      contactConfirmed: { email: true, phone: true },
      reachableAroundTheClock: false,
    });
    await opened.give('lower-severity', lowering);
    expect(await severityOf(opened)).toBe('B');
  });
});

describe('V20 B and C: only "accurate contact information"', () => {
  test('B is granted without impact statement and without somebody around the clock', async () => {
    const bare = { impactStatement: null, reachableAroundTheClock: false };
    const opened = await desk.at(MONDAY).open(signed, { severity: 'B', ...bare });
    await opened.give('triage');
    expect(await severityOf(opened)).toBe('B');
  });

  test('without confirmed contact data it is not', async () => {
    const contactConfirmed = { email: false, phone: true };
    const opened = await desk.at(MONDAY).open(signed, { severity: 'B', contactConfirmed });
    expect(await severityOf(opened)).toBe('C');
    const missing = ['confirmed-contact-data'];
    const refusal = { status: 422, code: 'duties-not-fulfilled', missing };
    await opened.refused('triage', { severity: 'B' }, refusal);
  });
});

describe(
  'V22 A "only available to customers who had signed an advanced online service agreement"',
  () => {
    test('its id and validity are copied into the event that used it', async () => {
      const opened = await desk.at(MONDAY).open(signed, { severity: 'A' });
      expect((await opened.fact('CaseOpened')).data).toMatchObject({
        severity: 'A',
        entitlement: copied,
      });
    });

    test('without one neither triage nor raising grants A, not to a lead either', async () => {
      const opened = await desk.at(MONDAY).open(unsigned, { severity: 'A' });
      const override = { reason: 'Their board called.' };
      const token = desk.as('lead');
      await opened.refused('triage', { severity: 'A' }, needsAgreement);
      const asLead = { ...needsAgreement, token };
      await opened.refused('triage', { severity: 'A', override }, asLead);
      await opened.give('triage');
      await opened.refused('raise-severity', { ...toA, override }, asLead);
    });

    test.each([
      ['from its first instant on', '2026-04-01T00:00:00.000Z', 'A'],
      ['not a millisecond before', '2026-03-31T23:59:59.999Z', 'B'],
      ['not at its last instant', '2026-05-01T00:00:00.000Z', 'B'],
      ['until just before it', '2026-04-30T23:59:59.999Z', 'A'],
    ])('valid at the instant of assignment: %s', async (_, instant, severity) => {
      const customer = await desk.customer('china', {
        agreement: {
          ...agreement,
          validFrom: '2026-04-01T00:00:00.000Z',
          validTo: '2026-05-01T00:00:00.000Z',
        },
      });
      const opened = await desk.at(instant).open(customer, { severity: 'A' });
      expect(await severityOf(opened)).toBe(severity);
    });

    test('ended before its time, or of another kind, it entitles to nothing', async () => {
      const other = { ...agreement, kind: 'basic' };
      const basic = await desk.customer('china', { agreement: other });
      expect(await severityOf(await desk.at(MONDAY).open(basic, { severity: 'A' }))).toBe('B');
      const ended = await desk.customer('china', { agreement });
      const path = `/v1/organizations/${ended.organizationId}/end-agreement`;
      const body = { agreementId: 'AOS-1' };
      const answer = await desk.world.post(path, { token: desk.as('operator'), body });
      expect(answer.status).toBe(200);
      desk.at('2026-03-02T02:00:00.001Z');
      expect(await severityOf(await desk.open(ended, { severity: 'A' }))).toBe('B');
    });
  },
);

describe(
  'V23 A "available only for technical support. For billing and subscription …, the highest ' +
    'severity level is B"',
  () => {
    test.each(['billing', 'subscription', 'pre-sales'])('%s opens with B', async (kind) => {
      const more = { severity: 'A', kind, category: null } as const;
      const opened = await desk.at(MONDAY).open(signed, more);
      expect(await severityOf(opened)).toBe('B');
      const refusal = { status: 422, code: 'severity-above-highest', kind, highest: 'B' };
      await opened.refused('triage', { severity: 'A' }, refusal);
      await opened.give('triage');
      await opened.refused('raise-severity', toA, { ...refusal, pointer: '/to' });
      const proposal = { severity: 'A', justification: 'It has spread.' };
      await opened.refused('propose-severity', proposal, { code: 'severity-above-highest' });
    });

    test('not even a lead sets the matrix aside, and the promises stay', async () => {
      const more = { severity: 'B', kind: 'billing', category: null } as const;
      const opened = await desk.at(MONDAY).open(signed, more);
      await opened.give('triage');
      const override = { reason: 'Their board called.' };
      const refusal = { status: 422, code: 'severity-above-highest', token: desk.as('lead') };
      await opened.refused('raise-severity', { ...toA, override }, refusal);
      expect(await opened.objective('first-response-1')).toMatchObject({ state: 'running' });
    });

    test('also when the kind of an A case is corrected', async () => {
      const opened = await desk.at(MONDAY).open(signed, { severity: 'A' });
      await opened.give('triage');
      await opened.give('reclassify', { kind: 'billing', category: 'renew' });
      expect((await opened.fact('CaseReclassified')).data).toMatchObject({
        previousSeverity: 'A',
        severity: 'B',
      });
    });
  },
);
