import { nextDueAt, nextDueFact } from '@caseline/case-domain';
import { describe, expect, test } from '@jest/globals';
import { CaseStory, chinaWithResolution } from './case-story.ts';

const far = '2024-07-01T00:00:00.000Z';
const opened = () => new CaseStory(chinaWithResolution).opened('2024-06-03T02:00:00Z', 'B');

describe('what falls due with time alone', () => {
  test('after a long silence all is told in the order in which it fell due', () => {
    const story = opened()
      .given('2024-06-03T02:10:00Z', 'triage')
      .given('2024-06-03T03:00:00Z', 'first-response', { message: 'We are on it.' });
    const before = story.recorded.length;
    story.given(far, 'record-due-facts');
    expect(story.told(before)).toEqual([
      'SlaObjectiveWarned resolution-1 2024-06-03T13:15Z',
      'SlaObjectiveWarned next-update-1 2024-06-03T14:15Z',
      'SlaObjectiveBreached resolution-1 2024-06-04T02:00Z',
      'SlaObjectiveBreached next-update-1 2024-06-04T03:00Z',
    ]);
  });

  test('at one instant in the order the objectives were started', () => {
    const story = opened();
    const before = story.recorded.length;
    story.given(far, 'record-due-facts');
    expect(story.told(before)).toEqual([
      'SlaObjectiveWarned first-response-1 2024-06-03T13:15Z',
      'SlaObjectiveWarned resolution-1 2024-06-03T13:15Z',
      'SlaObjectiveBreached first-response-1 2024-06-04T02:00Z',
      'SlaObjectiveBreached resolution-1 2024-06-04T02:00Z',
    ]);
  });

  test('the same is told whether time is asked once or every hour', () => {
    const once = opened().given(far, 'record-due-facts');
    const hourly = opened();
    for (let ms = Date.parse('2024-06-03T03:00:00Z'); ms <= Date.parse(far); ms += 3_600_000) {
      hourly.given(new Date(ms).toISOString(), 'record-due-facts');
    }
    expect(hourly.told()).toEqual(once.told());
  });

  test('a deadline at the instant of asking is not broken yet; one millisecond later it is', () => {
    const { state, context } = opened().given('2024-06-04T01:59:00Z', 'record-due-facts');
    expect(nextDueAt(state)).toBe('2024-06-04T02:00:00.001Z');
    expect(nextDueFact(state, '2024-06-04T02:00:00.000Z', context)).toBeUndefined();
    expect(nextDueFact(state, '2024-06-04T02:00:00.001Z', context)).toEqual({
      type: 'SlaObjectiveBreached',
      data: { objectiveId: 'first-response-1', dueAt: '2024-06-04T02:00:00.000Z' },
      occurredAt: '2024-06-04T02:00:00.000Z',
    });
  });

  test('an ended case has nothing to wait for', () => {
    const story = opened().given('2024-06-03T04:00:00Z', 'withdraw', { reason: 'Our mistake.' });
    expect(nextDueAt(story.state)).toBeNull();
  });
});
