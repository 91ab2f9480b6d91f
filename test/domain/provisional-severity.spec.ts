import { describe, test } from '@jest/globals';
import { agreement } from '../support/case-facts.ts';
import { china, contoso, contosoId, given } from '../support/given.ts';

const intake = {
  kind: 'technical',
  category: 'configuration',
  title: 'Nobody can sign in',
  description: 'Single sign-on sends everybody back to the start page.',
  requester: { name: 'Li Na', email: 'li.na@contoso.example', phone: '+86 10 5555 0100' },
  contactConfirmed: { email: true, phone: true },
  contactMethod: 'phone',
  assessment: { issueType: 'unusable', impact: 'widespread' },
  impactStatement: 'Four hundred people cannot work.',
  reachableAroundTheClock: true,
};

describe('V10 "assigns a severity level … based on … the issue type and customer impact"', () => {
  const open = (change: object, circumstances = {}) =>
    given().when('open', { ...intake, ...change }, circumstances);

  test('the whole fact of an opening', () => {
    open({ proposedSeverity: 'A', affectedUsers: ['Wang Fang'] }).then({
      type: 'CaseOpened',
      data: {
        organizationId: contosoId,
        pack: { id: 'china-21vianet', version: 2 },
        kind: 'technical',
        category: 'configuration',
        severity: 'A',
        proposedSeverity: 'A',
        assessment: { issueType: 'unusable', impact: 'widespread', rule: 'V11' },
        entitlement: agreement,
        subscription: 'paid',
        channel: 'portal',
        contactMethod: 'phone',
        language: 'zh-CN',
        country: 'CN',
        zone: 'Asia/Shanghai',
        contactConfirmed: { email: true, phone: true },
        reachableAroundTheClock: true,
        impactStatementGiven: true,
        followsCaseId: null,
        privacyNoticeVersion: null,
        source: null,
        personal: {
          title: intake.title,
          description: intake.description,
          requester: intake.requester,
          affectedUsers: ['Wang Fang'],
          impactStatement: intake.impactStatement,
        },
      },
    });
  });

  test.each(china.content.assessment?.symptoms.map((symptom) => [symptom.id, symptom]) ?? [])(
    'V11 to V13: %s',
    (_, symptom) => {
      if (typeof symptom === 'string') throw new Error(symptom);
      const { issueType, impact, severity } = symptom;
      open({ assessment: { issueType, impact } }).thenLike('CaseOpened', { severity });
    },
  );

  test('the customer may only propose', () => {
    const assessment = { issueType: 'minor', impact: 'minimal' };
    open({ assessment, proposedSeverity: 'A' }).thenLike('CaseOpened', {
      severity: 'C',
      proposedSeverity: 'A',
    });
  });

  test('an assessment must be there, in words of the pack', () => {
    open({ assessment: null }).thenRejected('assessment-missing');
    open({ assessment: { issueType: 'loud', impact: 'widespread' } }).thenRejected(
      'assessment-unknown',
      { issueTypes: ['unusable', 'impaired', 'minor'] },
    );
  });

  test('default 6: it is capped by the entitlement', () => {
    open({}, { organization: { ...contoso, agreements: [] } }).thenLike('CaseOpened', {
      severity: 'B',
      entitlement: null,
    });
  });

  test.each([
    ['an impact statement', { impactStatement: null }],
    ['a contact reachable around the clock', { reachableAroundTheClock: false }],
  ])('V19 A is not granted without %s', (_, lacking) => {
    open(lacking).thenLike('CaseOpened', { severity: 'B', entitlement: null });
  });

  test('V20 B takes confirmed contact data only, and C is granted without', () => {
    const contactConfirmed = { email: true, phone: false };
    open({ contactConfirmed }).thenLike('CaseOpened', { severity: 'C' });
    open({ impactStatement: null, reachableAroundTheClock: false }).thenLike('CaseOpened', {
      severity: 'B',
    });
  });

  test('V23 "available only for technical support": billing is opened at B', () => {
    open({ kind: 'billing', category: 'renew' }).thenLike('CaseOpened', { severity: 'B' });
  });
});
