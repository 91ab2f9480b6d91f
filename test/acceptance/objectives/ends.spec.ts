import { describe, expect, test } from '@jest/globals';
import {
  CaseStory,
  chinaWithResolution,
  organizationWith,
  OTHER_CASE_ID,
} from './case-story.ts';

const message = { message: 'We are on it.' };
const question = { question: 'Since when?' };
const triaged = () =>
  new CaseStory(chinaWithResolution)
    .opened('2024-06-03T02:00:00Z', 'B')
    .given('2024-06-03T02:10:00Z', 'triage');
const responded = () => triaged().given('2024-06-03T03:00:00Z', 'request-information', question);
const far = '2025-06-03T02:00:00Z';

const ends = [
  ['decline', { reason: 'third-party', explanation: 'An add-in.' }, 'declined'],
  ['withdraw', { reason: 'Our mistake.' }, 'withdrawn'],
  ['merge', { intoCaseId: OTHER_CASE_ID }, 'merged'],
] as const;

describe('"its SLA objectives end not-applicable, neither met nor breached" (V4, V5)', () => {
  test.each(ends)('%s drops every open clock, nothing escalates after', (name, payload, reason) => {
    const story = responded().given('2024-06-03T04:00:00Z', name, payload);
    const open = story.state.objectives.filter(({ kind }) => kind !== 'first-response');
    expect(open).toHaveLength(3);
    for (const objective of open) {
      expect(objective).toMatchObject({ verdict: 'not-applicable', dropReason: reason });
    }
    const before = story.recorded.length;
    story.given(far, 'record-due-facts');
    expect(story.recorded).toHaveLength(before);
  });

  test('what was due before is breached first', () => {
    const story = triaged().given('2024-06-05T04:00:00Z', 'decline', ends[0][1]);
    expect(story.objective('first-response-1').verdict).toBe('breached');
  });
});

describe('a merge is undone', () => {
  const undo = { reason: 'Two different faults.' };

  test('dropped clocks are owed again from their first start; what is due is breached', () => {
    const story = responded()
      .given('2024-06-03T05:00:00Z', 'reply', message)
      .given('2024-06-03T06:00:00Z', 'merge', ends[2][1])
      .given('2024-06-03T09:00:00Z', 'undo-merge', undo);
    expect(story.objective('resolution-2')).toMatchObject({
      state: 'running',
      startedAt: '2024-06-03T02:00:00.000Z',
      // The two hours of waiting before the merge are given back again.
      pausedMs: 2 * 3_600_000,
      dueAt: '2024-06-04T04:00:00.000Z',
    });
    const late = triaged()
      .given('2024-06-03T06:00:00Z', 'merge', ends[2][1])
      .given('2024-06-05T09:00:00Z', 'undo-merge', undo);
    expect(late.objective('first-response-2')).toMatchObject({
      state: 'breached',
      breachedAt: '2024-06-04T02:00:00.000Z',
    });
  });

  test('an unanswered request wants its answer again, an answered one does not', () => {
    const story = responded()
      .given('2024-06-03T04:00:00Z', 'reply', message)
      .given('2024-06-03T05:00:00Z', 'request-information', question)
      .given('2024-06-03T06:00:00Z', 'merge', ends[2][1])
      .given('2024-06-03T07:00:00Z', 'undo-merge', undo);
    const answers = story.state.objectives.filter(({ kind }) => kind === 'customer-answer');
    expect(answers.map(({ requestId, state }) => `${requestId} ${state}`)).toEqual([
      'request-1 met',
      'request-2 dropped',
      'request-2 running',
    ]);
  });
});

describe('resolved, reopened, closed', () => {
  const resolution = { resolution: 'solved', summary: 'Renewed.' };

  test('resolving a case nobody has answered meets the first response and the resolution', () => {
    const story = triaged().given('2024-06-03T05:00:00Z', 'resolve', resolution);
    expect(story.state.objectives.map(({ kind, verdict }) => `${kind} ${verdict}`)).toEqual([
      'first-response met',
      'resolution met',
      'next-update met',
    ]);
  });

  test('reopening promises the next update and a new resolution from then', () => {
    const story = triaged()
      .given('2024-06-03T05:00:00Z', 'resolve', resolution)
      .given('2024-06-04T05:00:00Z', 'reopen', { reason: 'It is back.' });
    expect(story.objective('resolution-2').startedAt).toBe('2024-06-04T05:00:00.000Z');
    expect(story.objective('next-update-2').startedAt).toBe('2024-06-04T05:00:00.000Z');
    expect(story.state.objectives).toHaveLength(5);
  });

  test('a call after the resolution promises nothing anew', () => {
    const story = triaged()
      .given('2024-06-03T05:00:00Z', 'resolve', resolution)
      .given('2024-06-03T06:00:00Z', 'log-call', {
        ...{ direction: 'inbound', contacted: true, summary: 'She said thanks.' },
      });
    expect(story.state.objectives.filter(({ verdict }) => verdict === null)).toEqual([]);
    expect(story.state.objectives).toHaveLength(3);
  });

  test('the case closes by itself at the end of the window, however late that is noticed', () => {
    const story = triaged()
      .given('2024-06-03T05:00:00Z', 'resolve', resolution)
      .given('2024-06-10T04:59:59.999Z', 'record-due-facts');
    expect(story.state.lifecycle.status).toBe('resolved');
    story.given('2024-06-12T00:00:00Z', 'record-due-facts');
    expect(story.recorded.at(-1)).toMatchObject({
      event: { type: 'CaseClosed' },
      occurredAt: '2024-06-10T05:00:00.000Z',
      recordedAt: '2024-06-12T00:00:00.000Z',
    });
  });
});

describe('default 8: an agreement that ends during a Sev A case', () => {
  const agreement = (validTo: string | null, endedAt: string | null = null) => ({
    ...{ agreementId: 'agreement-1', kind: 'advanced', validFrom: '2020-01-01T00:00:00.000Z' },
    ...{ validTo, endedAt },
  });

  test('keeps A and is flagged for review once, at the instant it ended', () => {
    const story = new CaseStory(
      chinaWithResolution,
      organizationWith([agreement('2024-06-03T02:30:00.000Z')]),
    )
      .opened('2024-06-03T02:00:00Z', 'A')
      .given('2024-06-03T05:00:00Z', 'record-due-facts')
      .given('2024-06-03T06:00:00Z', 'record-due-facts');
    expect(story.state.severity).toBe('A');
    const flags = story.recorded.filter(({ event }) => event.type === 'EntitlementReviewFlagged');
    expect(flags).toMatchObject([{ occurredAt: '2024-06-03T02:30:00.000Z' }]);
  });
});
