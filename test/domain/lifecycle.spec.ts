import { describe, expect, test } from '@jest/globals';
import {
  caseClosed,
  caseDeclined,
  caseMerged,
  caseOpened,
  caseResolved,
  caseTriaged,
  caseWithdrawn,
  firstResponseSent,
} from '../support/case-facts.ts';
import {
  administrator,
  agent,
  anotherCase,
  at,
  contosoId,
  engine,
  given,
  lead,
  minute,
  thisCase,
} from '../support/given.ts';

const WEEK = 7 * 24 * 60;

describe('V3 every customer-side command needs the role, not only opening', () => {
  const opened = given(caseOpened(), caseTriaged());
  const reply = { message: 'Any news?' };

  test('losing the role stops the next command, with where to turn', () => {
    opened
      .when('reply', reply, { actor: { ...administrator, role: 'employee' } })
      .thenRejected('administrator-required', { pointers: [{ id: 'community-forums' }, {}] });
  });

  test('an administrator of another organization is refused', () => {
    opened
      .when('reply', reply, { actor: { ...administrator, organizationId: anotherCase } })
      .thenRejected('administrator-of-organization-required');
    opened
      .when('reply', reply, { actor: { id: 'admin-2', role: 'administrator' } })
      .thenRejected('administrator-of-organization-required');
  });

  test.each(['auditor', 'analyst', 'operator', 'engine'])('%s only reads', (role) => {
    opened
      .when('note', { note: 'x' }, { actor: { id: 'x', role } })
      .thenRejected('role-not-allowed', { role, roles: ['agent', 'lead'] });
  });

  test('the provider does not speak for the customer', () => {
    opened.when('withdraw', { reason: 'x' }, { actor: lead }).thenRejected('role-not-allowed');
  });
});

describe('resolving', () => {
  const resolving = { resolution: 'solved', summary: 'A certificate was renewed.' };
  const responded = given(caseOpened(), caseTriaged(), firstResponseSent());

  test('the reopen window of the pack is 7 days', () => {
    responded.when('resolve', resolving, { at: 30 }).then(caseResolved(minute(30 + WEEK)));
  });

  test('a case that nobody has answered records the first response and the resolution', () => {
    given(caseOpened(), caseTriaged())
      .when('resolve', { ...resolving, method: 'phone' }, { at: 30 })
      .then(
        {
          type: 'FirstResponseSent',
          data: { method: 'phone', personal: { message: resolving.summary } },
        },
        caseResolved(minute(30 + WEEK)),
      );
  });

  test('reopening is possible until the window ends', () => {
    const resolved = given(
      caseOpened(),
      caseTriaged(),
      firstResponseSent(),
      at(30, caseResolved(minute(30 + WEEK))),
    );
    resolved.when('reopen', { reason: 'It is back.' }, { at: 29 + WEEK }).then({
      type: 'CaseReopened',
      data: { personal: { reason: 'It is back.' } },
    });
    resolved
      .when('reopen', { reason: 'It is back.' }, { at: 30 + WEEK })
      .thenRejected('closed-for-good', {
        caseStatus: 'closed',
        availableCommands: ['answer-survey'],
      });
  });

  test('then the case closes by itself, at the end of the window', () => {
    const resolved = given(
      caseOpened(),
      caseTriaged(),
      firstResponseSent(),
      at(30, caseResolved(minute(30 + WEEK))),
    );
    resolved
      .when('record-due-facts', {}, { at: 500 + WEEK })
      .then({ ...caseClosed(), occurredAt: minute(30 + WEEK) });
    resolved.when('record-due-facts', {}, { at: 29 + WEEK }).thenNothing();
  });

  test('accepting closes at once', () => {
    given(caseOpened(), caseTriaged(), firstResponseSent(), caseResolved(minute(WEEK)))
      .when('accept')
      .then({ type: 'ResolutionAccepted', data: {} });
  });
});

describe('V4 "customer networks", V5 "third-party services or add-ins": declining', () => {
  test.each([
    ['customer-network', 'Turn to the team that runs your network or to your internet provider.'],
    ['third-party', 'Turn to the vendor of the service or add-in.'],
  ])('%s comes with a referral of the pack', (reason, referral) => {
    given(caseOpened())
      .when('decline', { reason, explanation: 'Not ours.' })
      .then({
        type: 'CaseDeclined',
        data: { reason, referral, personal: { explanation: 'Not ours.' } },
      });
  });

  test('its objectives end not-applicable', () => {
    const opening = given().when(
      'open',
      {
        kind: 'technical',
        title: 'Proxy',
        description: 'The proxy is slow.',
        requester: { name: 'Li Na', email: 'li.na@contoso.example' },
        contactMethod: 'email',
        contactConfirmed: { email: true, phone: true },
        assessment: { issueType: 'impaired', impact: 'partial' },
      },
      { at: 0 },
    );
    given(...opening.events)
      .when('decline', { reason: 'customer-network', explanation: 'Not ours.' })
      .events.slice(1)
      .forEach((event) => {
        expect(event).toMatchObject({ type: 'SlaObjectiveDropped', data: { reason: 'declined' } });
      });
  });

  test('other reasons are refused', () => {
    given(caseOpened())
      .when('decline', { reason: 'too-hard', explanation: 'x' })
      .thenRejected('decline-reason-unknown', { reasons: ['customer-network', 'third-party'] });
  });
});

describe('assignment', () => {
  test('of a team, of an agent, and to nobody', () => {
    given(caseOpened())
      .when('assign', { team: 'identity' })
      .then({ type: 'CaseAssigned', data: { team: 'identity', agentId: null } });
    const assigned = given(caseOpened(), {
      type: 'CaseAssigned',
      data: { team: 'identity', agentId: 'agent-7' },
    });
    assigned
      .when('assign', { agentId: null })
      .then({ type: 'CaseAssigned', data: { team: 'identity', agentId: null } });
    assigned.when('assign', { team: 'identity' }).thenNothing();
    assigned.when('assign', {}).thenRejected('assignment-empty');
  });

  test('V27 escalating hands the case to the other team', () => {
    given(caseOpened())
      .when('escalate', { toTeam: 'engineering', reason: 'It is the service.' })
      .then(
        {
          type: 'CaseEscalated',
          data: { toTeam: 'engineering', personal: { reason: 'It is the service.' } },
        },
        { type: 'CaseAssigned', data: { team: 'engineering', agentId: null } },
      );
  });
});

describe('merging', () => {
  const other = { caseId: anotherCase, organizationId: contosoId, status: 'responded' } as const;
  const merging = { intoCaseId: anotherCase };

  test('remembers where the case stood, and undoing leads back there', () => {
    given(caseOpened()).when('merge', merging, { otherCase: other }).then(caseMerged('opened'));
    given(caseOpened(), caseTriaged(), caseMerged('triaged'))
      .when('undo-merge', { reason: 'Two faults.' })
      .then({
        type: 'MergeUndone',
        data: {
          fromCaseId: anotherCase,
          restoredStatus: 'triaged',
          personal: { reason: 'Two faults.' },
        },
      });
  });

  test('goes into another case of the organization that goes on', () => {
    const opened = given(caseOpened());
    opened
      .when('merge', { intoCaseId: thisCase })
      .thenRejected('other-case-is-this-case', { pointer: '/intoCaseId' });
    opened.when('merge', merging).thenRejected('other-case-unknown');
    opened
      .when('merge', merging, { otherCase: { ...other, organizationId: thisCase } })
      .thenRejected('other-case-of-another-organization');
    opened
      .when('merge', merging, { otherCase: { ...other, status: 'merged' } })
      .thenRejected('other-case-ended', { caseStatus: 'merged' });
  });

  test('nothing of a merged case escalates', () => {
    given(caseOpened(), caseMerged('opened'))
      .when('record-due-facts', {}, { at: 10 * WEEK, actor: engine })
      .thenNothing();
  });

  test('a link is made once', () => {
    const link = { relation: 'duplicates', otherCaseId: anotherCase } as const;
    given(caseOpened())
      .when('link', link, { otherCase: other })
      .then({ type: 'CaseLinked', data: link });
    given(caseOpened(), { type: 'CaseLinked', data: link })
      .when('link', link, { otherCase: other })
      .thenRejected('link-exists');
  });
});

test('the ends of a case leave notes and nothing else to the provider', () => {
  for (const end of [caseDeclined(), caseWithdrawn(), caseMerged('opened')]) {
    given(caseOpened(), end)
      .when('update', { message: 'x' }, { actor: agent })
      .thenRejected('not-allowed-in-status');
    given(caseOpened(), end)
      .when('note', { note: 'x' })
      .then({ type: 'NoteAdded', data: { personal: { note: 'x' } } });
  }
});
