import { explainObjective, explanationSentence, recomputeDueAt } from '@caseline/case-domain';
import { describe, expect, test } from '@jest/globals';
import { CaseStory, china, chinaWithResolution } from './case-story.ts';

const question = { question: 'Since when?' };
const reply = { message: 'Since nine.' };
const HOUR_MS = 3_600_000;

/** S19: Monday 10:00 in Beijing, three hours of waiting, due on Tuesday 13:00. */
const paused = () =>
  new CaseStory(chinaWithResolution)
    .opened('2024-06-03T02:00:00Z', 'B')
    .given('2024-06-03T02:10:00Z', 'triage')
    .given('2024-06-03T04:00:00Z', 'request-information', question);

const explained = (story: CaseStory, objectiveId: string) => {
  const explanation = explainObjective(story.objective(objectiveId), story.state, story.policy);
  return { explanation, sentence: explanationSentence(explanation, story.policy) };
};

describe('"Why is this the deadline?"', () => {
  test('segments in order, each with its cause, that sum to the target exactly', () => {
    const story = paused().given('2024-06-03T07:00:00Z', 'reply', reply);
    const { explanation } = explained(story, 'resolution-1');
    const rows = explanation.segments.map(({ kind, from, to, countedMs }) => [
      kind,
      from,
      to,
      countedMs / HOUR_MS,
    ]);
    expect(rows).toEqual([
      ['open', '2024-06-03T02:00:00.000Z', '2024-06-03T04:00:00.000Z', 2],
      ['paused', '2024-06-03T04:00:00.000Z', '2024-06-03T07:00:00.000Z', 0],
      ['open', '2024-06-03T07:00:00.000Z', '2024-06-03T16:00:00.000Z', 9],
      ['closed', '2024-06-03T16:00:00.000Z', '2024-06-04T01:00:00.000Z', 0],
      ['open', '2024-06-04T01:00:00.000Z', '2024-06-04T05:00:00.000Z', 4],
    ]);
    const asked = story.recorded.find(({ event }) => event.type === 'InformationRequested');
    expect(explanation.segments[1]?.cause).toEqual({ source: 'pause', cause: asked?.id });
    expect(explanation).toMatchObject({
      clause: { policyVersion: 'china-21vianet@2', calendar: 'every-day@1', tzVersion: '2026b' },
      start: { at: '2024-06-03T02:00:00.000Z', eventId: story.recorded[0]?.id },
      countedMs: explanation.targetMs,
      pausedMs: 3 * HOUR_MS,
    });
  });

  test('in one paragraph, in the time of the calendar', () => {
    const story = paused().given('2024-06-03T07:00:00Z', 'reply', reply);
    expect(explained(story, 'resolution-1').sentence).toBe(
      'The resolution is due at 2024-06-04 13:00: 1 business day (15 h of business time)' +
        ' on calendar every-day@1 in Asia/Shanghai, promised by china-21vianet@2 for severity B,' +
        ` counted from 2024-06-03 10:00 (event ${story.recorded[0]?.id}).` +
        ' 15 h count in 3 spans of opening hours.' +
        ' 3 h of waiting for the customer do not count. It is running.',
    );
  });

  test('a clock that stands still says what is left', () => {
    const { explanation, sentence } = explained(paused(), 'resolution-1');
    expect(explanation).toMatchObject({
      dueAt: null,
      countedMs: 2 * HOUR_MS,
      remainingMs: 13 * HOUR_MS,
      pausedSince: '2024-06-03T04:00:00.000Z',
    });
    expect(sentence).toContain('13 h are left.');
    expect(sentence).toContain('It is paused since 2024-06-03 12:00.');
  });

  test('a retargeted clock tells the chain from the first promise on', () => {
    const story = new CaseStory(china)
      .opened('2024-06-03T02:00:00Z', 'B')
      .given('2024-06-03T02:10:00Z', 'triage')
      .given('2024-06-03T04:00:00Z', 'raise-severity', { to: 'A', explanation: 'It has spread.' });
    const { explanation, sentence } = explained(story, 'first-response-2');
    expect(explanation.targets.map(({ rule, targetLabel, dueAt }) => [rule, targetLabel, dueAt]))
      .toEqual([
        [null, '1 business day', '2024-06-04T02:00:00.000Z'],
        ['raised', '1 hour', '2024-06-03T05:00:00.000Z'],
      ]);
    expect(explanation.clause.rules).toContain('default 7');
    expect(sentence).toContain('At 2024-06-03 12:00 the severity was raised');
  });

  test('holidays that moved a deadline are named', () => {
    const story = new CaseStory(china).opened('2025-09-30T09:00:00Z', 'B', 'billing');
    const { explanation, sentence } = explained(story, 'first-response-1');
    expect(explanation.dueAt).toBe('2025-10-09T09:00:00.000Z');
    expect(sentence).toContain('Closed on holidays: 2025-10-01, 2025-10-02');
  });
});

describe('a deadline is counted again for an audit', () => {
  const audited = { policy: china, tzVersion: '2027a' };
  const { dueAt: _dueAt, ...objective } = new CaseStory(china)
    .opened('2024-06-03T02:00:00Z', 'B')
    .objective('first-response-1');

  test('a difference is reported with both editions of the time zone rules', () => {
    const moved = { ...objective, dueAt: '2024-06-04T03:00:00.000Z' };
    expect(recomputeDueAt(moved, audited)).toEqual({
      outcome: 'different',
      storedDueAt: '2024-06-04T03:00:00.000Z',
      recomputedDueAt: '2024-06-04T02:00:00.000Z',
      differenceMs: -HOUR_MS,
      tzVersions: { stored: '2026b', current: '2027a' },
    });
  });

  test('a calendar that the pack does not have is a reason, never an exception', () => {
    const foreign = { ...objective, dueAt: '2024-06-04T02:00:00.000Z', calendar: 'every-day@2' };
    expect(recomputeDueAt(foreign, audited)).toEqual({
      outcome: 'not-computable',
      reason: 'china-21vianet@2 has no calendar every-day@2 in Asia/Shanghai',
    });
  });
});
