import { describe, expect, test } from '@jest/globals';
import {
  agreement,
  caseOpened,
  caseTriaged,
  customerReplied,
  firstResponseSent,
  informationRequested,
  severityLowered,
} from '../support/case-facts.ts';
import { administrator, at, given, givenEventId, lead } from '../support/given.ts';

const openedA = caseOpened({ severity: 'A', entitlement: agreement });
const triagedA = caseTriaged({ severity: 'A', previousSeverity: 'A', entitlement: agreement });
const override = { reason: 'The board of the customer called.' };

describe('V21 the provider "may lower down the severity level"', () => {
  const asked = (severity: 'A' | 'B', first: number, second: number) =>
    given(
      caseOpened({ severity }),
      caseTriaged({ severity, previousSeverity: severity }),
      firstResponseSent(),
      at(first, informationRequested(1)),
      at(second, informationRequested(2)),
    );
  const evidence = [givenEventId(3), givenEventId(4)];
  const lowering = { to: 'B', reason: 'response', evidence, explanation: 'No answer came.' };

  test('two unanswered requests, the last an hour old: the customer is told', () => {
    asked('A', 10, 20)
      .when('lower-severity', lowering, { at: 80 })
      .thenLike('SeverityLowered', {
        from: 'A',
        to: 'B',
        reason: 'response',
        evidence,
        overridden: null,
        personal: { explanation: 'No answer came.' },
      });
  });

  test('a millisecond before the hour is too soon', () => {
    asked('A', 10, 20)
      .when('lower-severity', lowering, { at: 80 - 1 / 60_000 })
      .thenRejected('evidence-too-recent', { required: '1 hour' });
  });

  test('default 9: for B the last is one business day old, measured on its calendar', () => {
    // Asked at 10:20 in Beijing; 900 business minutes later it is 10:20 of the next day.
    const nextMorning = 24 * 60 + 20;
    asked('B', 10, 20)
      .when('lower-severity', { ...lowering, to: 'C' }, { at: nextMorning - 1 })
      .thenRejected('evidence-too-recent', { required: '1 business day' });
    const { events } = asked('B', 10, 20).when(
      'lower-severity',
      { ...lowering, to: 'C' },
      { at: nextMorning },
    );
    expect(events.map(({ type }) => type)).toContain('SeverityLowered');
  });

  test("one request is not enough, cited twice or with another case's neither", () => {
    const [first = ''] = evidence;
    asked('A', 10, 20)
      .when('lower-severity', { ...lowering, evidence: [first, first] }, { at: 80 })
      .thenRejected('lowering-needs-evidence', { required: 2 });
    asked('A', 10, 20)
      .when('lower-severity', { ...lowering, evidence: [first, givenEventId(0)] }, { at: 80 })
      .thenRejected('evidence-unknown', { unknown: [givenEventId(0)] });
  });

  test('an answered request is no evidence', () => {
    given(
      openedA,
      triagedA,
      informationRequested(1),
      informationRequested(2),
      customerReplied('request-1'),
    )
      .when('lower-severity', { ...lowering, evidence: [givenEventId(2), givenEventId(3)] })
      .thenRejected('evidence-answered', { answered: [givenEventId(2)] });
  });

  test('evidence is not used twice', () => {
    given(
      openedA,
      triagedA,
      informationRequested(1),
      informationRequested(2),
      severityLowered({ evidence: [givenEventId(2)] }),
    )
      .when('lower-severity', {
        ...lowering,
        to: 'C',
        evidence: [givenEventId(2), givenEventId(3)],
      })
      .thenRejected('evidence-used', { used: [givenEventId(2)] });
  });

  test('downward only, by reasons of the pack only', () => {
    asked('B', 10, 20).when('lower-severity', lowering).thenRejected('severity-not-lower');
    asked('A', 10, 20)
      .when('lower-severity', { ...lowering, reason: 'mood' })
      .thenRejected('lowering-reason-unknown', { reasons: ['resources', 'response'] });
  });

  test('by the provider only', () => {
    asked('A', 10, 20)
      .when('lower-severity', lowering, { at: 80, actor: administrator })
      .thenRejected('role-not-allowed');
  });

  test('one step per command, A to C only with a reason of its own', () => {
    asked('A', 10, 20)
      .when('lower-severity', { ...lowering, to: 'C' }, { at: 80 })
      .thenRejected('two-steps-need-own-reason');
    asked('A', 10, 20)
      .when('lower-severity', { ...lowering, to: 'C', twoStepReason: 'A test.' }, { at: 80 })
      .thenLike('SeverityLowered', { to: 'C', personal: { twoStepReason: 'A test.' } });
  });

  test('a lead may lower without evidence, with a reason', () => {
    given(openedA, triagedA)
      .when('lower-severity', { ...lowering, evidence: [], override }, { actor: lead })
      .thenLike('SeverityLowered', {
        overridden: 'lowering-needs-evidence',
        personal: { overrideReason: override.reason },
      });
  });
});
