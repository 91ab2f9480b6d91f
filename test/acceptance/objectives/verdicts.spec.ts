import { describe, expect, test } from '@jest/globals';
import { CaseStory } from './case-story.ts';

const message = { message: 'We are on it.' };
const call = { direction: 'outbound', contacted: true, summary: 'Spoke to her.' };

/** Severity B on Monday 10:00 in Beijing: due on Tuesday 10:00, 02:00 UTC (S01). */
const monday = () => new CaseStory().opened('2024-06-03T02:00:00Z', 'B');

describe('B "1 business day or less": the first response', () => {
  test('a response exactly at the due instant is in time', () => {
    const story = monday()
      .given('2024-06-03T03:00:00Z', 'triage')
      .given('2024-06-04T02:00:00Z', 'first-response', message);
    expect(story.objective('first-response-1')).toMatchObject({
      state: 'met',
      verdict: 'met',
      fulfilledAt: '2024-06-04T02:00:00.000Z',
    });
  });

  test('a millisecond later the breach is recorded at the due instant, then the response', () => {
    const story = monday().given('2024-06-03T03:00:00Z', 'triage');
    const before = story.recorded.length;
    story.given('2024-06-04T02:00:00.001Z', 'first-response', message);
    expect(story.told(before)).toEqual([
      'SlaObjectiveWarned first-response-1 2024-06-03T13:15Z',
      'SlaObjectiveBreached first-response-1 2024-06-04T02:00Z',
      'SlaObjectiveFulfilledLate first-response-1 2024-06-04T02:00:00.001Z',
      'SlaObjectiveStarted next-update-1 2024-06-04T02:00:00.001Z',
    ]);
    expect(story.objective('first-response-1')).toMatchObject({
      state: 'fulfilled-late',
      verdict: 'breached',
    });
  });

  test('a call logged late that happened in time corrects the verdict; the breach stays', () => {
    const story = monday().given('2024-06-04T05:00:00Z', 'record-due-facts');
    expect(story.objective('first-response-1').verdict).toBe('breached');
    const { breachEventId } = story.objective('first-response-1');
    const before = story.recorded.length;
    const late = { at: '2024-06-04T06:00:00Z', happenedAt: '2024-06-04T01:59:00Z' };
    story.given(late, 'log-call', call);
    expect(story.recorded.slice(before).map(({ event }) => event)).toMatchObject([
      { type: 'CallLogged' },
      {
        type: 'SlaVerdictCorrected',
        data: {
          objectiveId: 'first-response-1',
          from: 'breached',
          to: 'met',
          fulfilledAt: '2024-06-04T01:59:00.000Z',
          breachEventId,
        },
      },
    ]);
    expect(story.objective('first-response-1').verdict).toBe('met');
  });

  test('a call logged after a late response corrects the verdict too', () => {
    const story = monday()
      .given('2024-06-03T03:00:00Z', 'triage')
      .given('2024-06-04T05:00:00Z', 'first-response', message)
      .given({ at: '2024-06-04T06:00:00Z', happenedAt: '2024-06-03T08:00:00Z' }, 'log-call', call);
    expect(story.objective('first-response-1')).toMatchObject({
      state: 'met',
      fulfilledAt: '2024-06-03T08:00:00.000Z',
    });
    // The update owed since the late response runs on: the call came before it was promised.
    expect(story.objective('next-update-1').state).toBe('running');
  });

  test('a call that reached nobody answers nothing', () => {
    const nobody = { ...call, contacted: false };
    const story = monday().given('2024-06-03T04:00:00Z', 'log-call', nobody);
    expect(story.objective('first-response-1').state).toBe('running');
  });
});

describe('the next update', () => {
  test('is never owed before the first response', () => {
    const story = monday().given('2024-06-03T03:00:00Z', 'triage');
    story.given('2024-06-10T03:00:00Z', 'record-due-facts');
    expect(story.state.objectives.map(({ kind }) => kind)).toEqual(['first-response']);
  });

  test('is owed from triage on when a call had answered the customer before', () => {
    const story = monday().given('2024-06-03T03:00:00Z', 'log-call', call);
    expect(story.state.objectives.map(({ state }) => state)).toEqual(['met']);
    story.given('2024-06-03T05:00:00Z', 'triage');
    expect(story.objective('next-update-1').startedAt).toBe('2024-06-03T05:00:00.000Z');
  });

  test('is met by each update, and the next one starts with it', () => {
    const story = monday()
      .given('2024-06-03T03:00:00Z', 'triage')
      .given('2024-06-03T04:00:00Z', 'first-response', message)
      .given('2024-06-03T06:00:00Z', 'update', message);
    expect(story.objective('next-update-1').verdict).toBe('met');
    expect(story.objective('next-update-2')).toMatchObject({
      state: 'running',
      startedAt: '2024-06-03T06:00:00.000Z',
      dueAt: '2024-06-04T06:00:00.000Z',
    });
  });

  test('starts from when a call happened, and gives back the pause that followed it', () => {
    const story = monday()
      .given('2024-06-03T03:00:00Z', 'triage')
      .given('2024-06-03T04:00:00Z', 'request-information', { question: 'Since when?' })
      .given('2024-06-03T08:00:00Z', 'reply', { message: 'Since nine.' })
      .given({ at: '2024-06-03T09:00:00Z', happenedAt: '2024-06-03T06:00:00Z' }, 'log-call', call);
    expect(story.objective('next-update-1')).toMatchObject({
      state: 'met',
      fulfilledAt: '2024-06-03T06:00:00.000Z',
    });
    // Started at 06:00, two hours of waiting for the customer until 08:00 do not count.
    expect(story.objective('next-update-2')).toMatchObject({
      startedAt: '2024-06-03T06:00:00.000Z',
      pausedMs: 2 * 3_600_000,
      dueAt: '2024-06-04T08:00:00.000Z',
    });
  });
});

describe('customer silence', () => {
  test('is recorded with the breach of the duty to answer, at the due instant, once', () => {
    const story = monday()
      .given('2024-06-03T03:00:00Z', 'triage')
      .given('2024-06-03T04:00:00Z', 'request-information', { question: 'Since when?' });
    const before = story.recorded.length;
    story.given('2024-06-04T04:00:00Z', 'record-due-facts');
    expect(story.told(before)).toEqual(['SlaObjectiveWarned customer-answer-1 2024-06-03T15:15Z']);
    story.given('2024-06-04T04:00:00.001Z', 'record-due-facts');
    story.given('2024-06-09T04:00:00Z', 'record-due-facts');
    expect(story.recorded.slice(before + 1)).toMatchObject([
      {
        event: {
          type: 'CustomerSilenceRecorded',
          data: { requestId: 'request-1', dueAt: '2024-06-04T04:00:00.000Z' },
        },
        occurredAt: '2024-06-04T04:00:00.000Z',
      },
      {
        event: { type: 'SlaObjectiveBreached', data: { objectiveId: 'customer-answer-1' } },
        occurredAt: '2024-06-04T04:00:00.000Z',
        recordedAt: '2024-06-04T04:00:00.001Z',
      },
    ]);
  });
});
