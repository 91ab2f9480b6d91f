import { describe, expect, test } from '@jest/globals';
import {
  callLogged,
  caseOpened,
  caseTriaged,
  customerReplied,
  informationRequested,
} from '../support/case-facts.ts';
import { at, given, minute, newEventId } from '../support/given.ts';

describe('a call that happened earlier', () => {
  const call = { direction: 'outbound', contacted: true, summary: 'Spoke to the customer.' };
  const triaged = given(at(0, caseOpened()), at(20, caseTriaged()));

  test('keeps when it happened, also before later facts', () => {
    triaged
      .when('log-call', call, { at: 60, occurredAt: 10 })
      .then({ ...callLogged(), occurredAt: minute(10) });
  });

  test('lies neither in the future nor before the opening', () => {
    triaged
      .when('log-call', call, { at: 60, occurredAt: 61 })
      .thenRejected('occurred-in-future', { at: minute(60) });
    triaged
      .when('log-call', call, { at: 60, occurredAt: -1 })
      .thenRejected('occurred-before-opening', { openedAt: minute(0) });
  });

  test('nothing else is recorded late', () => {
    triaged
      .when('note', { note: 'x' }, { at: 60, occurredAt: 10 })
      .thenRejected('backdating-not-allowed');
  });

  test('answers the requests that were open when it took place', () => {
    given(
      caseOpened(),
      caseTriaged(),
      at(10, informationRequested(1)),
      at(30, informationRequested(2)),
    )
      .when('log-call', { ...call, answered: true }, { at: 60, occurredAt: 20 })
      .then({
        ...callLogged({ answered: true, answeredRequestIds: ['request-1'] }),
        occurredAt: minute(20),
      });
  });

  test('before triage lets the triage answer the case', () => {
    given(caseOpened(), callLogged()).when('triage').thenLike('CaseTriaged', { contacted: true });
  });

  test('what fell due before it is recorded before it', () => {
    const opened = given().when(
      'open',
      {
        kind: 'technical',
        title: 'Mail',
        description: 'No mail.',
        requester: { name: 'Li Na', email: 'li.na@contoso.example', phone: '+86 10 5555 0100' },
        contactMethod: 'email',
        contactConfirmed: { email: true, phone: true },
        impactStatement: 'All stands still.',
        reachableAroundTheClock: true,
        assessment: { issueType: 'unusable', impact: 'widespread' },
      },
      { at: 0 },
    );
    const { events } = given(...opened.events.map((event) => at(0, event))).when('log-call', call, {
      at: 120,
      occurredAt: 90,
    });
    expect(events.slice(0, 4).map(({ type, occurredAt }) => [type, occurredAt])).toEqual([
      ['SlaObjectiveWarned', minute(45)],
      ['SlaObjectiveBreached', minute(60)],
      ['CallLogged', minute(90)],
      ['SlaObjectiveFulfilledLate', minute(90)],
    ]);
  });
});

describe('requests for information', () => {
  const asked = given(
    caseOpened(),
    caseTriaged(),
    informationRequested(1),
    informationRequested(2),
  );

  test('are numbered within the case', () => {
    asked
      .when('request-information', { question: 'Which browser is it?' })
      .then(informationRequested(3));
  });

  test('a reply answers all that are open, or those it names', () => {
    const message = 'It is every browser.';
    asked.when('reply', { message }).then(customerReplied('request-1', 'request-2'));
    asked
      .when('reply', { message, answeredRequestIds: ['request-2'] })
      .then(customerReplied('request-2'));
    asked.when('reply', { message, answeredRequestIds: [] }).then(customerReplied());
    asked
      .when('reply', { message, answeredRequestIds: ['request-7'] })
      .thenRejected('request-unknown', { unknown: ['request-7'] });
  });

  test('the clock that an answer stops names the request by the id it is stored under', () => {
    const { events } = given(caseOpened(), caseTriaged()).when('request-information', {
      question: 'Which browser is it?',
    });
    const answer = events.find(({ data }) => 'kind' in data && data.kind === 'customer-answer');
    expect(answer?.data).toMatchObject({ requestId: 'request-1', causedBy: newEventId(0) });
  });
});
