import { describe, test } from '@jest/globals';
import { agreement, caseOpened, caseTriaged, contactCorrected } from '../support/case-facts.ts';
import { administrator, agent, contoso, given, lead, worldwide } from '../support/given.ts';

const openedA = caseOpened({ severity: 'A', entitlement: agreement });
const triagedA = caseTriaged({ severity: 'A', previousSeverity: 'A', entitlement: agreement });
const override = { reason: 'The board of the customer called.' };
const noAgreement = { organization: { ...contoso, agreements: [] } };

describe('triage confirms or changes the provisional severity (default 6)', () => {
  test('confirmed: the severity and its entitlement stay', () => {
    given(openedA)
      .when('triage', {})
      .then(caseTriaged({ severity: 'A', previousSeverity: 'A', entitlement: agreement }));
  });

  test('changed downward without evidence: it is an assessment, not a lowering', () => {
    given(openedA)
      .when('triage', { assessment: { issueType: 'minor', impact: 'minimal' } })
      .thenLike('CaseTriaged', {
        severity: 'C',
        previousSeverity: 'A',
        assessment: { issueType: 'minor', impact: 'minimal', rule: 'V13' },
        entitlement: null,
      });
  });

  test('V10 the provider sets severity', () => {
    given(caseOpened())
      .when('triage', { severity: 'A' }, { actor: administrator })
      .thenRejected('role-not-allowed');
    given(caseOpened())
      .when('triage', { severity: 'A' })
      .thenLike('CaseTriaged', { severity: 'A', entitlement: agreement });
  });

  test('V22 A is "only available to customers who had signed an advanced … agreement"', () => {
    given(caseOpened())
      .when('triage', { severity: 'A' }, noAgreement)
      .thenRejected('severity-needs-agreement', { agreement: 'advanced' });
    given(caseOpened())
      .when('triage', { severity: 'A', override }, { ...noAgreement, actor: lead })
      .thenRejected('severity-needs-agreement');
  });

  test.each([
    ['of another kind', { kind: 'basic' }],
    ['that begins later', { validFrom: '2026-03-02T02:10:00.001Z' }],
    ['that ends at the instant', { validTo: '2026-03-02T02:10:00.000Z' }],
    ['that was ended before', { endedAt: '2026-03-01T00:00:00.000Z' }],
  ])('V22 an agreement %s does not entitle at the instant of assignment', (_, change) => {
    const agreements = contoso.agreements.map((signed) => ({ ...signed, ...change }));
    given(caseOpened())
      .when('triage', { severity: 'A' }, { organization: { ...contoso, agreements } })
      .thenRejected('severity-needs-agreement');
  });

  test('V22 an agreement entitles from its first instant to just before its last', () => {
    const agreements = contoso.agreements.map((signed) => ({
      ...signed,
      validFrom: '2026-03-02T02:10:00.000Z',
      validTo: '2026-03-02T02:10:00.001Z',
    }));
    given(caseOpened())
      .when('triage', { severity: 'A' }, { organization: { ...contoso, agreements } })
      .thenLike('CaseTriaged', { entitlement: { validFrom: '2026-03-02T02:10:00.000Z' } });
  });

  test('default 8: an agreement that ended since keeps A, and the copy stays', () => {
    given(openedA)
      .when('triage', {}, noAgreement)
      .thenLike('CaseTriaged', { severity: 'A', entitlement: agreement });
  });

  test('V23 "For billing and subscription …, the highest severity level is B"', () => {
    given(openedA)
      .when('triage', { kind: 'billing' })
      .thenLike('CaseTriaged', { severity: 'B', kind: 'billing', category: null });
    given(caseOpened())
      .when('triage', { kind: 'billing', severity: 'A' })
      .thenRejected('severity-above-highest', { kind: 'billing', highest: 'B' });
  });

  test('W14 no severity is set where the pack has none', () => {
    const unrated = caseOpened({ severity: null, category: null, assessment: null });
    given(unrated)
      .when('triage', { severity: 'B' }, { policy: worldwide })
      .thenRejected('severity-not-offered');
    given(unrated)
      .when('triage', {}, { policy: worldwide })
      .thenLike('CaseTriaged', { severity: null });
  });
});

describe('V19 A is neither granted nor kept without its three duties', () => {
  const lacking = [
    ['impact-statement', { impactStatementGiven: false }],
    ['reachable-contact', { reachableAroundTheClock: false }],
    ['confirmed-contact-data', { contactConfirmed: { email: true, phone: false } }],
  ] as const;

  test.each(lacking)('not granted at triage without %s', (duty, lack) => {
    given(caseOpened(lack))
      .when('triage', { severity: 'A' })
      .thenRejected('duties-not-fulfilled', { severity: 'A', missing: [duty] });
  });

  test.each(lacking)('not granted by raising without %s', (duty, lack) => {
    given(caseOpened({ ...lack, severity: 'C' }), caseTriaged({ severity: 'C' }))
      .when('raise-severity', { to: 'A', explanation: 'It has spread.' })
      .thenRejected('duties-not-fulfilled', { severity: 'A', missing: [duty] });
  });

  test('not kept at triage once a duty has lapsed', () => {
    given(openedA, contactCorrected({ reachableAroundTheClock: false }))
      .when('triage', {})
      .thenRejected('duties-not-fulfilled', { missing: ['reachable-contact'] });
  });

  test('not kept later: without its resources the provider may lower it at once', () => {
    const lowering = { to: 'B', reason: 'resources', explanation: 'Nobody can be reached.' };
    const lapsed = contactCorrected({ reachableAroundTheClock: false });
    given(openedA, triagedA, lapsed)
      .when('lower-severity', lowering)
      .thenLike('SeverityLowered', { from: 'A', to: 'B', reason: 'resources', evidence: [] });
    given(openedA, triagedA)
      .when('lower-severity', lowering)
      .thenRejected('lowering-needs-evidence');
    given(openedA, triagedA, lapsed)
      .when('lower-severity', { ...lowering, reason: 'response' })
      .thenRejected('lowering-needs-evidence');
  });

  test('what the customer gives later fulfils the duty', () => {
    const statement = { statement: 'A million a day.' };
    const statementGiven = {
      type: 'ImpactStatementGiven',
      data: { personal: statement },
    } as const;
    const silent = caseOpened({ impactStatementGiven: false });
    given(silent).when('impact-statement', statement).then(statementGiven);
    given(silent, statementGiven)
      .when('triage', { severity: 'A' })
      .thenLike('CaseTriaged', { severity: 'A' });
  });

  test('V20 B and C: only confirmed contact data', () => {
    const bare = { impactStatementGiven: false, reachableAroundTheClock: false };
    given(caseOpened(bare)).when('triage', {}).thenLike('CaseTriaged', { severity: 'B' });
    given(caseOpened({ contactConfirmed: { email: false, phone: true } }))
      .when('triage', {})
      .thenRejected('duties-not-fulfilled', { missing: ['confirmed-contact-data'] });
    given(caseOpened({ contactConfirmed: { email: false, phone: true } }))
      .when('triage', { severity: 'C' })
      .thenLike('CaseTriaged', { severity: 'C' });
  });
});

describe('leads may override with a reason', () => {
  const withoutDuties = caseOpened({ impactStatementGiven: false });

  test('the rules set aside and the reason are recorded', () => {
    given(withoutDuties)
      .when('triage', { severity: 'A', override }, { actor: lead })
      .thenLike('CaseTriaged', {
        overridden: 'duties-not-fulfilled',
        personal: { overrideReason: override.reason },
      });
  });

  test('V23 the highest severity of a kind is not theirs to set aside', () => {
    given(withoutDuties)
      .when('triage', { severity: 'A', kind: 'billing', override }, { actor: lead })
      .thenRejected('severity-above-highest', { kind: 'billing', highest: 'B' });
    given(caseOpened({ kind: 'billing', category: null }), caseTriaged({ kind: 'billing' }))
      .when('raise-severity', { to: 'A', explanation: 'It spread.', override }, { actor: lead })
      .thenRejected('severity-above-highest', { highest: 'B', pointer: '/to' });
  });

  test('what needed no override records none', () => {
    given(caseOpened())
      .when('triage', { override }, { actor: lead })
      .thenLike('CaseTriaged', { overridden: null, personal: { overrideReason: null } });
  });

  test('agents may not', () => {
    given(withoutDuties)
      .when('triage', { severity: 'A', override }, { actor: agent })
      .thenRejected('override-needs-lead');
  });
});
