import { describe, expect, test } from '@jest/globals';
import { availableCommands, type CaseState } from '@caseline/case-domain';
import { CompiledPack, parsePackData } from '@caseline/support-policy';
import {
  caseClosed,
  caseDeclined,
  caseOpened,
  caseResolved,
  caseTriaged,
  firstResponseSent,
  surveyAnswered,
} from '../support/case-facts.ts';
import {
  administrator,
  agent,
  anotherCase,
  at,
  china,
  contoso,
  given,
  givenEventId,
  minute,
  type GivenFact,
} from '../support/given.ts';

const DAY = 24 * 60;
const WEEK = 7 * DAY;
const answering = { score: 4, comment: 'Quick and friendly.' };

const worked: readonly GivenFact[] = [caseOpened(), caseTriaged(), firstResponseSent()];
/** The resolution is the fact number 3, at minute 30. */
const resolvedFacts: readonly GivenFact[] = [...worked, at(30, caseResolved(minute(30 + WEEK)))];
const reopened = at(50, { type: 'CaseReopened', data: { personal: { reason: 'It is back.' } } });
const resolved = given(...resolvedFacts);
const closed = given(...resolvedFacts, at(30 + WEEK, caseClosed()));

/** The pack of China with another survey, or with none. */
function packWith(survey: object | undefined): CompiledPack {
  const { survey: _shipped, ...rest } = china.content;
  const content = survey === undefined ? rest : { ...rest, survey };
  const pack = parsePackData(structuredClone(content));
  if (pack instanceof CompiledPack) return pack;
  throw new Error(JSON.stringify(pack));
}

describe('V28 "through surveys": one survey after resolution, answer bound to the case', () => {
  test('the answer names the resolution and the scale; the comment is personal', () => {
    resolved.when('answer-survey', answering).then(
      surveyAnswered({
        resolutionEventId: givenEventId(3),
        personal: { comment: 'Quick and friendly.' },
      }),
    );
    resolved
      .when('answer-survey', { score: 1 })
      .then(surveyAnswered({ score: 1, resolutionEventId: givenEventId(3) }));
  });

  test('it can be given after the case has closed too', () => {
    closed.when('answer-survey', answering).thenLike('SurveyAnswered', { score: 4 });
  });

  test('it is remembered with the case, and moves nothing else', () => {
    const before = resolved.state;
    const { state } = given(
      ...resolvedFacts,
      at(90, surveyAnswered({ resolutionEventId: givenEventId(3) })),
    );
    const changed: Partial<CaseState> = {
      surveyAnswer: {
        score: 4,
        highestScore: 5,
        resolutionEventId: givenEventId(3),
        answeredAt: minute(90),
      },
      lastOccurredAt: minute(90),
      lastRecordedAt: minute(90),
    };
    expect(state).toEqual({ ...before, ...changed });
  });

  test('a second answer is refused, also after the case was resolved again', () => {
    const answer = at(40, surveyAnswered({ resolutionEventId: givenEventId(3) }));
    given(...resolvedFacts, answer)
      .when('answer-survey', { score: 5 })
      .thenRejected('survey-answered');
    given(...resolvedFacts, answer, reopened, at(60, caseResolved(minute(60 + WEEK))))
      .when('answer-survey', { score: 1 })
      .thenRejected('survey-answered');
  });

  test('unanswered, it is about the last resolution, whose time it has', () => {
    const again = at(10 * DAY, caseResolved(minute(17 * DAY)));
    given(...resolvedFacts, reopened, again, at(17 * DAY, caseClosed()))
      .when('answer-survey', answering, { at: 24 * DAY - 1 })
      .thenLike('SurveyAnswered', { resolutionEventId: givenEventId(5) });
  });

  test('the customer answers it; the provider does not', () => {
    expect(availableCommands(resolved.state, 'administrator')).toContain('answer-survey');
    expect(availableCommands(closed.state, 'administrator')).toEqual(['answer-survey']);
    resolved.when('answer-survey', answering, { actor: agent }).thenRejected('role-not-allowed');
    resolved
      .when('answer-survey', answering, {
        actor: { ...administrator, organizationId: anotherCase },
      })
      .thenRejected('administrator-of-organization-required');
  });

  test('a case that goes on, or ended otherwise, is not asked', () => {
    given(...worked)
      .when('answer-survey', answering)
      .thenRejected('not-allowed-in-status');
    given(...resolvedFacts, reopened)
      .when('answer-survey', answering)
      .thenRejected('not-allowed-in-status');
    given(caseOpened(), caseDeclined())
      .when('answer-survey', answering)
      .thenRejected('not-allowed-in-status');
  });
});

describe('V28 when an answer is taken', () => {
  test('for fourteen days after the resolution, the last millisecond included', () => {
    const last = { at: 30 + 14 * DAY - 1 / 60_000 };
    closed.when('answer-survey', answering, last).thenLike('SurveyAnswered', { score: 4 });
    closed
      .when('answer-survey', answering, { at: 30 + 14 * DAY })
      .thenRejected('survey-time-over', { until: minute(30 + 14 * DAY) });
  });

  test('as long as the case can be reopened, where the pack says nothing', () => {
    const { answerDays: _unsaid, ...timeless } = china.content.survey ?? {};
    const policy = packWith(timeless);
    resolved
      .when('answer-survey', answering, { policy, at: 29 + WEEK })
      .thenLike('SurveyAnswered', { score: 4 });
    closed
      .when('answer-survey', answering, { policy, at: 30 + WEEK })
      .thenRejected('survey-time-over');
  });

  test('the case closes by itself first, where it has not done so yet', () => {
    const { events } = resolved.when('answer-survey', answering, { at: 40 + WEEK });
    expect(events.map(({ type }) => type)).toEqual(['CaseClosed', 'SurveyAnswered']);
  });
});

describe('V28 the scale is the one of the pack', () => {
  const policy = packWith({ ...china.content.survey, highestScore: 3 });

  test('a score beyond it is refused with where it ends', () => {
    resolved
      .when('answer-survey', { score: 4 }, { policy })
      .thenRejected('survey-score-off-scale', { pointer: '/score', highestScore: 3 });
    resolved
      .when('answer-survey', { score: 3 }, { policy })
      .thenLike('SurveyAnswered', { score: 3, highestScore: 3 });
  });

  test('a pack without a survey takes no answer', () => {
    resolved
      .when('answer-survey', answering, { policy: packWith(undefined) })
      .thenRejected('survey-not-offered');
  });
});

describe('V28 "suppressible"', () => {
  const organization = { ...contoso, surveyed: false };

  test('an organization that is left out takes part in none', () => {
    resolved.when('answer-survey', answering, { organization }).thenRejected('survey-suppressed');
  });

  test('unless the pack lets nobody be left out', () => {
    const policy = packWith({ ...china.content.survey, suppressible: false });
    resolved
      .when('answer-survey', answering, { organization, policy })
      .thenLike('SurveyAnswered', { score: 4 });
  });
});
