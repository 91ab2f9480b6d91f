import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { CaseStory, chinaWithResolution, iso } from './case-story.ts';

const question = { question: 'Since when?' };
const reply = { message: 'Since nine.' };

interface WorkedCase {
  readonly id: string;
  readonly op: 'add' | 'add_paused' | 'retarget';
  readonly cloud: string;
  readonly kind: string;
  readonly severity: string;
  readonly start: string;
  readonly pauses?: readonly (readonly [string, string])[];
  readonly changed_at?: string;
  readonly expected_close: string;
  readonly why: string;
}

/** Hand-worked deadlines; those of the pack with targets can be told as whole cases. */
const worked = readFileSync(
  new URL('../../golden/business-time/sla-cases.jsonl', import.meta.url),
  'utf8',
)
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as WorkedCase)
  .filter(({ cloud }) => cloud === '21vianet');

const letters = { A: 'A', B: 'B', C: 'C' } as const;
const firstLetter = (text: string) => letters[text.slice(0, 1) as keyof typeof letters];

describe('hand-worked cases, told from opening to deadline', () => {
  const rows = worked.map((told) => [told.id, told.why, told] as const);
  test.each(rows)('%s %s', (_id, _why, told) => {
    const story = new CaseStory(chinaWithResolution);
    story.opened(told.start, firstLetter(told.severity), told.kind);
    story.given(told.start, 'triage');
    for (const [from, to] of told.pauses ?? []) {
      story.given(from, 'request-information', question).given(to, 'reply', reply);
    }
    if (told.changed_at !== undefined) {
      story.given(told.changed_at, 'raise-severity', {
        to: told.severity.slice(-1),
        explanation: 'It has spread.',
      });
    }
    const resolution = story.state.objectives.findLast(({ kind }) => kind === 'resolution');
    expect(resolution?.dueAt).toBe(iso(told.expected_close));
  });

  test('all of the pack are told', () => expect(worked.length).toBeGreaterThanOrEqual(9));
});

describe('the clock stands still while it is the customer’s turn', () => {
  const story = () =>
    new CaseStory(chinaWithResolution)
      .opened('2024-06-03T02:00:00Z', 'B')
      .given('2024-06-03T02:10:00Z', 'triage');

  test('two pauses that begin in the same minute are both given back (Zammad lost one)', () => {
    const told = story()
      .given('2024-06-03T04:00:05Z', 'request-information', question)
      .given('2024-06-03T04:00:15Z', 'reply', reply)
      .given('2024-06-03T04:00:20Z', 'request-information', question)
      .given('2024-06-03T04:00:50Z', 'reply', reply);
    expect(told.objective('resolution-1')).toMatchObject({
      pausedMs: 40_000,
      dueAt: '2024-06-04T02:00:40.000Z',
    });
  });

  test('a second request in the same pause neither pauses twice nor ends it', () => {
    const told = story()
      .given('2024-06-03T04:00:00Z', 'request-information', question)
      .given('2024-06-03T05:00:00Z', 'request-information', question)
      .given('2024-06-03T06:00:00Z', 'reply', reply);
    expect(told.objective('resolution-1').pauses).toHaveLength(1);
    expect(told.objective('resolution-1').pausedMs).toBe(2 * 3_600_000);
  });

  test('paused and resolved: met, and the pause ends there instead of being lost', () => {
    const told = story()
      .given('2024-06-03T04:00:00Z', 'request-information', question)
      .given('2024-08-03T04:00:00Z', 'resolve', { resolution: 'solved', summary: 'Renewed.' });
    expect(told.objective('resolution-1')).toMatchObject({
      verdict: 'met',
      pauses: [{ from: '2024-06-03T04:00:00.000Z', to: '2024-08-03T04:00:00.000Z' }],
    });
  });

  test('a request after the due instant does not help', () => {
    const told = story()
      .given('2024-06-04T02:00:00Z', 'request-information', question)
      .given('2024-06-04T03:00:00Z', 'record-due-facts');
    expect(told.objective('resolution-1')).toMatchObject({ state: 'breached', pauses: [] });
  });

  test('neither warned nor breached while it stands still; the warning moves with it', () => {
    const told = story().given('2024-06-03T04:00:00Z', 'request-information', question);
    const before = told.recorded.length;
    told.given('2024-06-30T04:00:00Z', 'record-due-facts');
    expect(told.told(before).filter((line) => line.includes('resolution'))).toEqual([]);
    told.given('2024-06-30T05:00:00Z', 'reply', reply);
    // 675 of 900 minutes are the threshold; two hours were used, so 9 h 15 min later.
    expect(told.objective('resolution-1').warnAt).toBe('2024-06-30T14:15:00.000Z');
  });

  test('the event that began the pause and the one that ended it are named', () => {
    const told = story()
      .given('2024-06-03T04:00:00Z', 'request-information', question)
      .given('2024-06-03T05:00:00Z', 'reply', reply);
    const [pause] = told.objective('resolution-1').pauses;
    const typeOf = (id: string | null | undefined) =>
      told.recorded.find((recorded) => recorded.id === id)?.event.type;
    expect(typeOf(pause?.causedBy)).toBe('InformationRequested');
    expect(typeOf(pause?.endedBy)).toBe('CustomerReplied');
  });

  test('an update in the customer’s turn starts a clock that stands still at once', () => {
    const told = story()
      .given('2024-06-03T04:00:00Z', 'request-information', question)
      .given('2024-06-03T05:00:00Z', 'update', { message: 'Still waiting for you.' });
    expect(told.objective('next-update-1')).toMatchObject({ state: 'met', dueAt: null });
    expect(told.objective('next-update-2')).toMatchObject({
      state: 'paused',
      remainingMs: 900 * 60_000,
    });
    told.given('2024-06-03T07:00:00Z', 'reply', reply);
    expect(told.objective('next-update-2').dueAt).toBe('2024-06-04T07:00:00.000Z');
  });

  test('a clock that has warned does not warn again after a pause', () => {
    const told = story()
      .given('2024-06-03T14:00:00Z', 'request-information', question)
      .given('2024-06-03T15:00:00Z', 'reply', reply);
    expect(told.objective('resolution-1')).toMatchObject({
      warnedAt: '2024-06-03T13:15:00.000Z',
      warnAt: null,
      dueAt: '2024-06-04T03:00:00.000Z',
    });
  });
});
