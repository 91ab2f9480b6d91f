import { describe, expect, test } from '@jest/globals';
import { CaseStory, chinaWithResolution } from './case-story.ts';

const message = { message: 'We are on it.' };
const question = { question: 'Since when?' };
const reply = { message: 'Since nine.' };
const override = { reason: 'Agreed with the customer.' };
const lowering = { reason: 'response', explanation: 'We go on in business hours.', override };
const twoSteps = { twoStepReason: 'A workaround exists.' };
const raising = { explanation: 'It has spread.', override };

const triaged = (severity: 'A' | 'B' | 'C') =>
  new CaseStory(chinaWithResolution)
    .opened('2024-06-03T02:00:00Z', severity)
    .given('2024-06-03T02:10:00Z', 'triage');

describe('"Lowered: due = add_new(start, target_new)"', () => {
  test('A to B before the hour has passed: one business day from opening', () => {
    const story = triaged('A').given('2024-06-03T02:30:00Z', 'lower-severity', {
      ...lowering,
      to: 'B',
    });
    expect(story.objective('first-response-1')).toMatchObject({
      state: 'retargeted',
      verdict: 'not-applicable',
      replacedByObjectiveId: 'first-response-2',
    });
    expect(story.objective('first-response-2')).toMatchObject({
      state: 'running',
      severity: 'B',
      startedAt: '2024-06-03T02:00:00.000Z',
      dueAt: '2024-06-04T02:00:00.000Z',
      replacesObjectiveId: 'first-response-1',
      retargeted: { rule: 'lowered', changedAt: '2024-06-03T02:30:00.000Z' },
    });
  });

  test('"a breach already recorded stays for ever": the new clock runs beside it', () => {
    const story = triaged('A').given('2024-06-03T05:00:00Z', 'lower-severity', {
      ...lowering,
      to: 'B',
    });
    expect(story.objective('first-response-1')).toMatchObject({
      state: 'breached',
      verdict: 'breached',
      breachedAt: '2024-06-03T03:00:00.000Z',
    });
    expect(story.objective('first-response-2').dueAt).toBe('2024-06-04T02:00:00.000Z');
    story.given('2024-06-03T06:00:00Z', 'first-response', message);
    expect(story.objective('first-response-1').state).toBe('fulfilled-late');
    expect(story.objective('first-response-2').verdict).toBe('met');
  });

  test('pauses are measured again on the new calendar (GLPI lost them)', () => {
    // A: 24x7. The night pause 15:30-02:00 UTC (23:30-10:00 Beijing) holds 90 minutes of B.
    const story = new CaseStory(chinaWithResolution)
      .opened('2024-06-03T15:00:00Z', 'A')
      .given('2024-06-03T15:10:00Z', 'triage')
      .given('2024-06-03T15:30:00Z', 'request-information', question);
    expect(story.objective('resolution-1').remainingMs).toBe(30 * 60_000);
    story
      .given('2024-06-04T02:00:00Z', 'reply', reply)
      .given('2024-06-04T02:10:00Z', 'lower-severity', { ...lowering, to: 'B' });
    expect(story.objective('resolution-2')).toMatchObject({
      state: 'running',
      startedAt: '2024-06-03T15:00:00.000Z',
      pausedMs: 90 * 60_000,
      // 900 + 90 minutes from 23:00: one hour on the 3rd, 15 on the 4th, 30 minutes on the 5th.
      dueAt: '2024-06-05T01:30:00.000Z',
    });
  });

  test('a clock that stands still goes on standing still, with what is left on the new one', () => {
    const story = triaged('B')
      .given('2024-06-03T04:00:00Z', 'request-information', question)
      .given('2024-06-03T05:00:00Z', 'lower-severity', { ...lowering, to: 'C' });
    expect(story.objective('resolution-2')).toMatchObject({
      state: 'paused',
      dueAt: null,
      remainingMs: (2_700 - 120) * 60_000,
    });
    story.given('2024-06-03T07:00:00Z', 'reply', reply);
    expect(story.objective('resolution-2')).toMatchObject({
      state: 'running',
      pausedMs: 3 * 3_600_000,
      dueAt: '2024-06-06T05:00:00.000Z',
    });
  });

  test('the customer keeps the time to answer that it was given', () => {
    const story = triaged('A')
      .given('2024-06-03T02:20:00Z', 'request-information', question)
      .given('2024-06-03T02:30:00Z', 'lower-severity', { ...lowering, ...twoSteps, to: 'C' });
    expect(story.objective('customer-answer-1')).toMatchObject({
      state: 'running',
      dueAt: '2024-06-03T03:20:00.000Z',
    });
  });
});

describe('"Raised: due = min(old due, add_new(c, target_new))"', () => {
  test('S28: C due Thu 10:00 raised to B Wed 12:00 stays due Thu 10:00', () => {
    const story = triaged('C').given('2024-06-05T04:00:00Z', 'raise-severity', {
      ...raising,
      to: 'B',
    });
    expect(story.objective('first-response-2')).toMatchObject({
      severity: 'B',
      dueAt: '2024-06-06T02:00:00.000Z',
      startedAt: '2024-06-03T02:00:00.000Z',
      targetLabel: '3 business days',
      retargeted: { rule: 'raised', changedAt: '2024-06-05T04:00:00.000Z' },
    });
  });

  test('B raised to A: an hour from the change', () => {
    const story = triaged('B').given('2024-06-03T04:00:00Z', 'raise-severity', {
      ...raising,
      to: 'A',
    });
    expect(story.objective('first-response-2')).toMatchObject({
      startedAt: '2024-06-03T04:00:00.000Z',
      targetMinutes: 60,
      dueAt: '2024-06-03T05:00:00.000Z',
      calendar: 'around-the-clock@1',
    });
  });

  test('raised and lowered again it counts from opening: the promise is older', () => {
    const story = triaged('B')
      .given('2024-06-03T04:00:00Z', 'raise-severity', { ...raising, to: 'A' })
      .given('2024-06-03T04:30:00Z', 'lower-severity', { ...lowering, to: 'B' });
    expect(story.objective('first-response-3')).toMatchObject({
      startedAt: '2024-06-03T02:00:00.000Z',
      dueAt: '2024-06-04T02:00:00.000Z',
    });
  });

  test('a call before the raise, logged after it, still meets the promise', () => {
    const story = triaged('B')
      .given('2024-06-03T04:00:00Z', 'raise-severity', { ...raising, to: 'A' })
      .given(
        { at: '2024-06-03T04:30:00Z', happenedAt: '2024-06-03T03:00:00Z' },
        'log-call',
        { direction: 'inbound', contacted: true, summary: 'She called.' },
      );
    expect(story.objective('first-response-2')).toMatchObject({
      verdict: 'met',
      fulfilledAt: '2024-06-03T03:00:00.000Z',
    });
  });

  test('what is broken already is not promised again', () => {
    const story = triaged('B').given('2024-06-05T04:00:00Z', 'raise-severity', {
      ...raising,
      to: 'A',
    });
    expect(story.objective('first-response-1').state).toBe('breached');
    expect(story.state.objectives.filter(({ kind }) => kind === 'first-response')).toHaveLength(1);
  });

  test('paused while raised: a full new target is left, if that is sooner', () => {
    const story = triaged('B')
      .given('2024-06-03T04:00:00Z', 'request-information', question)
      .given('2024-06-03T05:00:00Z', 'raise-severity', { ...raising, to: 'A' });
    expect(story.objective('resolution-2')).toMatchObject({
      state: 'paused',
      remainingMs: 3_600_000,
    });
    story.given('2024-06-03T20:00:00Z', 'reply', reply);
    expect(story.objective('resolution-2').dueAt).toBe('2024-06-03T21:00:00.000Z');
  });
});

describe('the kind is corrected', () => {
  test('counted from opening on the calendar of the new kind', () => {
    // Saturday noon in Beijing: technical hours are open, billing opens on Monday at nine (S16).
    const story = new CaseStory(chinaWithResolution)
      .opened('2024-06-15T04:00:00Z', 'B')
      .given('2024-06-15T05:00:00Z', 'reclassify', { kind: 'billing' });
    expect(story.objective('first-response-2')).toMatchObject({
      calendar: 'office-hours@1',
      dueAt: '2024-06-17T10:00:00.000Z',
      retargeted: { rule: 'reclassified' },
    });
  });

  test('a due instant that already lies in the past is breached at once, at that instant', () => {
    const story = new CaseStory(chinaWithResolution)
      .opened('2024-06-13T04:00:00Z', 'B', 'billing')
      .given('2024-06-14T02:00:00Z', 'reclassify', { kind: 'technical' });
    const { objectives } = story.state;
    expect(objectives.map(({ objectiveId, state }) => `${objectiveId} ${state}`)).toContain(
      'first-response-2 running',
    );
    const late = new CaseStory(chinaWithResolution)
      .opened('2024-06-15T04:00:00Z', 'B', 'billing')
      .given('2024-06-17T02:00:00Z', 'reclassify', { kind: 'technical' });
    expect(late.objective('first-response-2')).toMatchObject({
      state: 'breached',
      breachedAt: '2024-06-16T04:00:00.000Z',
      warnAt: null,
      warnedAt: null,
    });
  });

  test('the same severity confirmed at triage changes no clock', () => {
    expect(triaged('B').told()).toEqual([
      'SlaObjectiveStarted first-response-1 2024-06-03T02:00Z',
      'SlaObjectiveStarted resolution-1 2024-06-03T02:00Z',
    ]);
  });

  test('a warning of the new clock from before the change is due at the change', () => {
    // Billing was due at 18:00 in Beijing; technical is warned of at 20:15 and due at 24:00.
    const story = new CaseStory(chinaWithResolution)
      .opened('2024-06-03T01:00:00Z', 'B', 'billing')
      .given('2024-06-03T13:00:00Z', 'reclassify', { kind: 'technical' });
    expect(story.objective('first-response-1').verdict).toBe('breached');
    expect(story.objective('first-response-2')).toMatchObject({
      warnAt: '2024-06-03T13:00:00.000Z',
      warnedAt: '2024-06-03T13:00:00.000Z',
      dueAt: '2024-06-03T16:00:00.000Z',
    });
  });

  test('what is broken already is not promised again for the same or an earlier instant', () => {
    const story = new CaseStory(chinaWithResolution)
      .opened('2024-06-15T04:00:00Z', 'B', 'billing')
      .given('2024-06-18T04:00:00Z', 'reclassify', { kind: 'technical' });
    expect(story.objective('first-response-1').breachedAt).toBe('2024-06-17T10:00:00.000Z');
    expect(story.state.objectives.filter(({ kind }) => kind === 'first-response')).toHaveLength(1);
  });
});
