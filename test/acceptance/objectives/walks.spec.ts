import {
  caseEvents,
  explainObjective,
  explanationSentence,
  nextDueAt,
  nextDueFact,
  recomputeDueAt,
  type CaseCommandName,
} from '@caseline/case-domain';
import { toEpochMs, toInstant } from '@caseline/event-sourcing';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CaseStory, china, chinaWithResolution, OTHER_CASE_ID } from './case-story.ts';

const START_MS = toEpochMs('2025-01-24T02:00:00.000Z');
const MINUTE_MS = 60_000;
const override = { reason: 'Agreed.' };
const message = { message: 'We are on it.' };
const to = fc.constantFrom('A', 'B', 'C');
const kind = fc.constantFrom('technical', 'billing', 'pre-sales', 'subscription');

const command = (name: CaseCommandName, payload: object | fc.Arbitrary<object> = {}) =>
  fc.record({
    name: fc.constant(name),
    payload: payload instanceof fc.Arbitrary ? payload : fc.constant(payload),
  });

const lowered = fc.record({
  ...{ to, reason: fc.constant('response'), explanation: fc.constant('Lowered.') },
  ...{ override: fc.constant(override), twoStepReason: fc.constant('A workaround exists.') },
});

const commands = fc.oneof(
  { weight: 3, arbitrary: command('triage') },
  {
    weight: 2,
    arbitrary: command('triage', fc.record({ severity: to, override: fc.constant(override) })),
  },
  { weight: 3, arbitrary: command('first-response', message) },
  { weight: 3, arbitrary: command('update', message) },
  { weight: 5, arbitrary: command('request-information', { question: 'Since when?' }) },
  { weight: 4, arbitrary: command('reply', message) },
  { weight: 3, arbitrary: command('lower-severity', lowered) },
  {
    weight: 3,
    arbitrary: command(
      'raise-severity',
      fc.record({ to, explanation: fc.constant('Raised.'), override: fc.constant(override) }),
    ),
  },
  { weight: 2, arbitrary: command('reclassify', fc.record({ kind })) },
  { weight: 2, arbitrary: command('resolve', { resolution: 'solved', summary: 'Renewed.' }) },
  { weight: 2, arbitrary: command('reopen', { reason: 'It is back.' }) },
  { weight: 1, arbitrary: command('merge', { intoCaseId: OTHER_CASE_ID }) },
  { weight: 6, arbitrary: command('undo-merge', { reason: 'Two faults.' }) },
  { weight: 1, arbitrary: command('note', { note: 'Seen.' }) },
  { weight: 3, arbitrary: command('record-due-facts') },
  {
    weight: 4,
    arbitrary: command(
      'log-call',
      fc.record({ contacted: fc.boolean(), answered: fc.boolean() }).map((call) => ({
        ...{ direction: 'outbound', summary: 'Called.', contacted: call.contacted },
        answered: call.contacted && call.answered,
      })),
    ),
  },
);

/** Gaps from none at all to several business days, with milliseconds in them. */
const gapMs = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 1, max: 90 * MINUTE_MS }),
  fc.integer({ min: 1, max: 5 * 1_440 * MINUTE_MS }),
);

const walk = fc.record({
  policy: fc.constantFrom(china, chinaWithResolution),
  severity: fc.constantFrom('A' as const, 'B' as const, 'C' as const),
  kind,
  triagedAtOnce: fc.boolean(),
  steps: fc.array(fc.record({ gapMs, lateByMs: gapMs, command: commands }), {
    minLength: 5,
    maxLength: 40,
  }),
  end: fc.constantFrom('decline', 'withdraw', 'merge', 'resolve'),
});

type Walk = typeof walk extends fc.Arbitrary<infer T> ? T : never;

const ENDINGS = {
  decline: { reason: 'third-party', explanation: 'An add-in.' },
  withdraw: { reason: 'Our mistake.' },
  merge: { intoCaseId: OTHER_CASE_ID },
  resolve: { resolution: 'solved', summary: 'Renewed.' },
} as const;

/** Walks, asking after every step what must hold then; ends the case and waits for its closing. */
function walked(told: Walk, after: (story: CaseStory) => void): CaseStory {
  const { policy, severity, kind: first, triagedAtOnce, steps, end } = told;
  const story = new CaseStory(policy);
  let nowMs = START_MS;
  story.opened(toInstant(nowMs), severity, first);
  if (triagedAtOnce) story.given(toInstant(nowMs), 'triage');
  for (const step of steps) {
    nowMs += step.gapMs;
    const { name, payload } = step.command;
    const callAt = toInstant(Math.max(START_MS, nowMs - step.lateByMs));
    const at = toInstant(nowMs);
    story.tried(name === 'log-call' ? { at, happenedAt: callAt } : at, name, payload);
    after(story);
  }
  story.tried(toInstant(nowMs), 'triage');
  story.tried(toInstant(nowMs), end, ENDINGS[end]);
  story.given(toInstant(nowMs + 60 * 1_440 * MINUTE_MS), 'record-due-facts');
  after(story);
  return story;
}

const holds = (check: (story: CaseStory) => void, each: (story: CaseStory) => void = () => {}) =>
  fc.assert(
    fc.property(walk, (steps) => check(walked(steps, each))),
    { numRuns: 150 },
  );

const ENDED = ['closed', 'declined', 'withdrawn', 'merged'];
const OPEN = ['running', 'paused'];

describe('over random walks through the life of a case', () => {
  test('each objective ends with exactly one verdict and none is orphaned', () => {
    holds((story) => {
      expect(ENDED).toContain(story.state.lifecycle.status);
      for (const { objectiveId, state, verdict } of story.state.objectives) {
        const about = story.recorded.filter(
          ({ event }) => 'objectiveId' in event.data && event.data.objectiveId === objectiveId,
        );
        const count = (...types: string[]) =>
          about.filter(({ event }) => types.includes(event.type)).length;
        const replaced = story.recorded.filter(
          ({ event }) =>
            event.type === 'SlaObjectiveRetargeted' &&
            event.data.replacesObjectiveId === objectiveId,
        ).length;
        const breached = count('SlaObjectiveBreached');
        expect({ objectiveId, open: OPEN.includes(state) }).toEqual({ objectiveId, open: false });
        expect(verdict).not.toBeNull();
        expect(count('SlaObjectiveStarted', 'SlaObjectiveRetargeted')).toBe(1);
        expect(
          count('SlaObjectiveMet', 'SlaObjectiveBreached', 'SlaObjectiveDropped') +
            (breached === 0 ? replaced : 0),
        ).toBe(1);
        expect(count('SlaObjectiveFulfilledLate')).toBeLessThanOrEqual(breached);
        expect(count('SlaVerdictCorrected')).toBeLessThanOrEqual(breached);
        expect(count('SlaObjectiveWarned')).toBeLessThanOrEqual(1);
      }
    });
  });

  test('every deadline is counted again the same, and explained to the millisecond', () => {
    holds(
      () => {},
      ({ state, policy }) => {
        for (const objective of state.objectives) {
          const audit = recomputeDueAt(objective, { policy, tzVersion: '2026b' });
          expect(['same', 'no-due-instant']).toContain(audit.outcome);
          const explained = explainObjective(objective, state, policy);
          expect(explained.countedMs + explained.remainingMs).toBe(explained.targetMs);
          for (const [index, segment] of explained.segments.entries()) {
            expect(segment.from).toBe(explained.segments[index - 1]?.to ?? explained.start.at);
          }
          expect(explanationSentence(explained, policy)).toMatch(/^The .*\.$/);
        }
      },
    );
  });

  test('nothing that is due is left unrecorded, and the timer is set for the rest', () => {
    holds(
      () => {},
      (story) => {
        const now = story.recorded.at(-1)?.recordedAt ?? '';
        expect(nextDueFact(story.state, now, story.context)).toBeUndefined();
        const timerAt = nextDueAt(story.state);
        if (timerAt === null) return;
        expect(timerAt > now).toBe(true);
        const justBefore = toInstant(toEpochMs(timerAt) - 1);
        expect(nextDueFact(story.state, justBefore, story.context)).toBeUndefined();
        expect(nextDueFact(story.state, timerAt, story.context)).toBeDefined();
      },
    );
  });

  test('verdicts agree with the instants, updates never precede the first contact', () => {
    holds(({ state }) => {
      for (const objective of state.objectives) {
        const { verdict, fulfilledAt, dueAt, kind: promise, startedAt } = objective;
        expect(objective.dropReason).not.toBe('closed');
        if (verdict === 'met' && dueAt !== null) expect((fulfilledAt ?? '') <= dueAt).toBe(true);
        if (verdict === 'breached' && fulfilledAt !== null) {
          expect(fulfilledAt > (dueAt ?? '')).toBe(true);
        }
        if (promise === 'next-update') expect(startedAt >= (state.contactedAt ?? '')).toBe(true);
      }
      const open = state.objectives.filter((objective) => OPEN.includes(objective.state));
      expect(open).toEqual([]);
    });
  });

  test('every event fits its schema', () => {
    holds(({ recorded }) => {
      for (const { event } of recorded) caseEvents[event.type].parseNew(event.data);
    });
  });
});
