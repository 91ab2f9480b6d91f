import { describe, expect, test } from '@jest/globals';
import { caseCommands } from '@caseline/case-domain';
import {
  administrator,
  agent,
  anotherCase,
  contoso,
  contosoId,
  germany,
  given,
  minute,
  worldwide,
} from '../support/given.ts';

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
const unrated = { ...intake, category: null, assessment: null };

describe('W1 "You must be an admin for a business subscription"', () => {
  const employee = { id: 'user-1', role: 'employee', organizationId: contosoId };

  test('a non-administrator is refused with the consumer-support pointer', () => {
    given()
      .when('open', unrated, { actor: employee, policy: worldwide })
      .thenRejected('administrator-required', { pointers: [{ id: 'consumer-support' }] });
  });

  test('V29 non-administrators are pointed to the forums and their own administrator', () => {
    given()
      .when('open', intake, { actor: employee })
      .thenRejected('administrator-required', {
        pointers: [{ id: 'community-forums' }, { id: 'own-administrator' }],
      });
  });

  test('G2 administrators only', () => {
    given()
      .when('open', unrated, { actor: employee, policy: germany })
      .thenRejected('administrator-required', { pointers: [{ id: 'own-administrator' }] });
  });

  test("V3 only for the customer's own organization", () => {
    given()
      .when('open', intake, { actor: { ...administrator, organizationId: anotherCase } })
      .thenRejected('administrator-of-organization-required');
  });
});

describe('W5 description, phone, e-mail, confirmations, method: each is its own error', () => {
  const missing = [
    { lacks: { description: null }, code: 'description-missing', pointer: '/description' },
    {
      lacks: { requester: { ...intake.requester, phone: null }, contactMethod: 'email' },
      code: 'phone-missing',
      pointer: '/requester/phone',
    },
    {
      lacks: { requester: { ...intake.requester, email: null } },
      code: 'email-missing',
      pointer: '/requester/email',
    },
    {
      lacks: { contactConfirmed: { email: true, phone: false } },
      code: 'phone-confirmation-missing',
      pointer: '/contactConfirmed/phone',
    },
    {
      lacks: { contactConfirmed: { email: false, phone: true } },
      code: 'email-confirmation-missing',
      pointer: '/contactConfirmed/email',
    },
    { lacks: { contactMethod: null }, code: 'contact-method-missing', pointer: '/contactMethod' },
  ];

  test.each(missing)('$code', ({ lacks, code, pointer }) => {
    given()
      .when('open', { ...unrated, ...lacks }, { policy: worldwide })
      .thenRejected('intake-incomplete', { errors: [{ code, pointer }] });
  });

  test('all at once are six errors', () => {
    const nothing = { kind: 'technical', title: 'Help', requester: { name: 'Li Na' } };
    given()
      .when('open', nothing, { policy: worldwide })
      .thenRejected('intake-incomplete', {
        errors: missing.map(({ code, pointer }) => ({ code, pointer })),
      });
  });

  test('who wants to be called needs a number, also where the pack does not ask for one', () => {
    const requester = { ...intake.requester, phone: null };
    given()
      .when('open', { ...intake, requester })
      .thenRejected('intake-incomplete', { errors: [{ code: 'phone-missing' }] });
  });

  test('G8 the version of the privacy notice that was shown is recorded', () => {
    given()
      .when('open', unrated, { policy: germany })
      .thenRejected('intake-incomplete', { errors: [{ code: 'privacy-notice-version-missing' }] });
    given()
      .when('open', { ...unrated, privacyNoticeVersion: '1' }, { policy: germany })
      .thenLike('CaseOpened', { privacyNoticeVersion: '1' });
  });

  test('W12 phone intake needs an account identifier', () => {
    given()
      .when('open', { ...unrated, channel: 'phone' }, { policy: worldwide, actor: agent })
      .thenRejected('intake-incomplete', { errors: [{ code: 'account-identifier-missing' }] });
  });
});

describe('W14 a case under a pack without targets opens, runs and closes with no SLA error', () => {
  test('it is unrated, and nothing is promised', () => {
    const { events } = given().when('open', unrated, { policy: worldwide });
    expect(events.map(({ type }) => type)).toEqual(['CaseOpened']);
    expect(events[0]).toMatchObject({ data: { severity: null, assessment: null } });
  });

  test('no severity can be proposed for it', () => {
    given()
      .when('open', { ...unrated, proposedSeverity: 'A' }, { policy: worldwide })
      .thenRejected('proposal-not-offered');
  });
});

describe('what a pack offers', () => {
  test('V1 exactly these kinds', () => {
    for (const kind of ['technical', 'pre-sales', 'billing', 'subscription']) {
      given()
        .when('open', { ...intake, kind, category: null })
        .thenLike('CaseOpened', { kind });
    }
    given()
      .when('open', { ...intake, kind: 'training' })
      .thenRejected('kind-not-offered', {
        kinds: ['technical', 'pre-sales', 'billing', 'subscription'],
      });
  });

  test('V7, V9 a category is one of the kind', () => {
    given()
      .when('open', { ...intake, category: 'renew' })
      .thenRejected('category-unknown');
  });

  test('V2 "for both paid and trial subscriptions"', () => {
    for (const subscription of ['paid', 'trial'] as const) {
      given()
        .when('open', intake, { organization: { ...contoso, subscription } })
        .thenLike('CaseOpened', { subscription });
    }
  });

  test('V25 the channel is recorded', () => {
    given()
      .when('open', { ...intake, channel: 'phone' })
      .thenLike('CaseOpened', { channel: 'phone' });
    given()
      .when('open', { ...intake, channel: 'email' })
      .thenRejected('channel-not-offered', { channels: ['portal', 'phone'] });
  });

  test('G9 "account" maps to subscription', () => {
    const payload = { ...unrated, kind: 'account', privacyNoticeVersion: '1' };
    given()
      .when('open', payload, { policy: germany })
      .thenLike('CaseOpened', { kind: 'subscription' });
    given().when('open', payload).thenRejected('kind-not-offered');
  });

  test('G3 the requester and the affected users are separate', () => {
    const payload = { ...unrated, privacyNoticeVersion: '1', affectedUsers: ['Jan', 'Ute'] };
    given()
      .when('open', payload, { policy: germany })
      .thenLike('CaseOpened', {
        personal: { requester: { name: 'Li Na' }, affectedUsers: ['Jan', 'Ute'] },
      });
  });
});

describe('an opening', () => {
  test('is refused for an organization that nobody registered', () => {
    given().when('open', intake, { organization: null }).thenRejected('organization-unknown');
  });

  test('may follow a case of the same organization that is closed', () => {
    const payload = { ...intake, followsCaseId: anotherCase };
    const closed = { caseId: anotherCase, organizationId: contosoId, status: 'closed' } as const;
    given()
      .when('open', payload, { otherCase: closed })
      .thenLike('CaseOpened', { followsCaseId: anotherCase });
    given().when('open', payload).thenRejected('other-case-unknown');
    const foreign = { ...closed, organizationId: anotherCase };
    given()
      .when('open', { ...payload, organizationId: contosoId }, { otherCase: foreign, actor: agent })
      .thenRejected('other-case-of-another-organization', { pointer: '/followsCaseId' });
    given().when('open', payload, { otherCase: foreign }).thenRejected('other-case-unknown');
  });

  test('starts the first-response clock in the same decision (default 4, V14)', () => {
    const { events } = given().when('open', intake, { at: 0 });
    expect(events[1]).toMatchObject({
      type: 'SlaObjectiveStarted',
      data: { objectiveId: 'first-response-1', startedAt: minute(0), dueAt: minute(60) },
    });
  });
});

test('every example of a command passes its own schema', () => {
  for (const { schema, example } of Object.values(caseCommands)) {
    expect(schema.parse(example)).toEqual(example);
  }
});
