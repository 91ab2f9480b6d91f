/** Answers to surveys as they were first recorded (V28), and who was asked. */
import { expect, test } from '@jest/globals';
import {
  caseAggregate,
  organizationAggregate,
  type CaseState,
  type OrganizationState,
} from '@caseline/case-domain';
import { goldenEvents } from '../support/golden-log.ts';

const events = goldenEvents('surveys');

test('each answer is bound to its case and to the resolution it is about', () => {
  const cases = new Map<string, CaseState>();
  for (const event of events.filter(({ streamId }) => streamId.startsWith('case-'))) {
    const { read, decider } = caseAggregate;
    const before = cases.get(event.streamId) ?? decider.initialState;
    cases.set(event.streamId, decider.evolve(before, read(event)));
  }
  const answers = [...cases].map(([streamId, { surveyAnswer }]) => {
    const about = events.find(({ id }) => id === surveyAnswer?.resolutionEventId);
    expect(about).toMatchObject({ streamId, type: 'CaseResolved' });
    return [about?.revision, surveyAnswer?.score, surveyAnswer?.answeredAt];
  });
  expect(answers).toEqual([
    [7, 2, '2026-03-03T05:00:00.000Z'],
    [6, 5, '2026-03-10T02:00:00.000Z'],
    [3, 4, '2026-03-18T02:00:00.000Z'],
  ]);
});

test.each(['lives', 'surveys'])('every organization of %s is asked at last', (name) => {
  const organizations = new Map<string, OrganizationState>();
  for (const event of goldenEvents(name)) {
    if (!event.streamId.startsWith('organization-')) continue;
    const { read, decider } = organizationAggregate;
    const before = organizations.get(event.streamId) ?? decider.initialState;
    organizations.set(event.streamId, decider.evolve(before, read(event)));
  }
  expect(organizations.size).toBeGreaterThan(1);
  for (const { surveyed } of organizations.values()) expect(surveyed).toBe(true);
});
