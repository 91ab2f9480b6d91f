import type { CaseFactOf } from '@caseline/case-views';
import { expect, test } from '@jest/globals';
import { unopened } from './case-standing.ts';
import { mentionsOf } from './ocel-objects.ts';

const AT = '2026-03-02T02:00:00.000Z';

/** A promise that takes another's place, its clock running or standing still. */
function retargeted(pausedSince: string | null): CaseFactOf<'SlaObjectiveRetargeted'> {
  return {
    type: 'SlaObjectiveRetargeted',
    streamId: 'case-1',
    data: {
      objectiveId: 'next-update-2',
      replacesObjectiveId: 'next-update-1',
      kind: 'next-update',
      severity: 'B',
      targetMinutes: 900,
      targetLabel: '1 business day',
      calendar: 'every-day@1',
      startedAt: AT,
      dueAt: AT,
      pausedSince,
    },
  } as CaseFactOf<'SlaObjectiveRetargeted'>;
}

test.each([
  [null, { state: 'running', dueAt: AT }],
  [AT, { state: 'paused', dueAt: null }],
])('a promise in the place of another, paused since %s, is %j', (pausedSince, expected) => {
  const [promise] = mentionsOf(retargeted(pausedSince), unopened);
  expect(promise?.changes).toMatchObject(expected);
});
