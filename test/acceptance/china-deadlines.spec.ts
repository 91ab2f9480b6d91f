/** What is promised by when, over HTTP: V4, V5, V14 to V18, V24, defaults 1 to 5, 10 and 12. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { agreement, CaseDesk, type Customer, type HttpCase } from '../support/case-desk.ts';

let desk: CaseDesk;
let customer: Customer;

beforeAll(async () => {
  desk = await CaseDesk.start();
  customer = await desk.customer('china', { agreement });
});

afterAll(() => desk.end());

/** An instant by the clocks of Beijing, which are eight hours ahead all year. */
const beijing = (wallTime: string): string => new Date(`${wallTime}:00+08:00`).toISOString();
const message = { message: 'We are on it.' };

async function openedAt(wallTime: string, severity: 'A' | 'B' | 'C'): Promise<HttpCase> {
  return desk.at(beijing(wallTime)).open(customer, { severity });
}

async function firstDueAt(wallTime: string, severity: 'A' | 'B' | 'C'): Promise<unknown> {
  const opened = await openedAt(wallTime, severity);
  return (await opened.objective('first-response-1'))?.['dueAt'];
}

describe('the first response, by severity', () => {
  test('V14 A "Initial Response: 1 hour or less"', async () => {
    const opened = await openedAt('2026-03-02T10:00', 'A');
    expect(await opened.objective('first-response-1')).toMatchObject({
      targetMinutes: 60,
      targetLabel: '1 hour',
      dueAt: beijing('2026-03-02T11:00'),
    });
  });

  test('V16 B "1 business day or less"', async () => {
    expect(await firstDueAt('2026-03-02T10:00', 'B')).toBe(beijing('2026-03-03T10:00'));
  });

  test('V17 C "3 business day or less"', async () => {
    expect(await firstDueAt('2026-03-02T10:00', 'C')).toBe(beijing('2026-03-05T10:00'));
  });

  test('at the due instant it is met, a millisecond later it was breached at the due', async () => {
    const [inTime, late] = [
      await openedAt('2026-03-02T10:00', 'B'),
      await openedAt('2026-03-02T10:00', 'B'),
    ];
    await inTime.give('triage');
    await late.give('triage');
    const dueAt = beijing('2026-03-03T10:00');
    desk.at(dueAt);
    await inTime.give('first-response', message);
    expect(await inTime.objective('first-response-1')).toMatchObject({ verdict: 'met' });
    const told = (await inTime.history()).map(({ type }) => type);
    expect(told).not.toContain('SlaObjectiveBreached');
    desk.at('2026-03-03T02:00:00.001Z');
    await late.give('first-response', message);
    expect(await late.objective('first-response-1')).toMatchObject({
      state: 'fulfilled-late',
      verdict: 'breached',
      breachedAt: dueAt,
      fulfilledAt: '2026-03-03T02:00:00.001Z',
    });
    const types = (await late.history()).map(({ type }) => type);
    expect(types.indexOf('SlaObjectiveBreached')).toBeLessThan(types.indexOf('FirstResponseSent'));
  });

  test('nobody looks: the timekeeper warns at 75 % and records the breach at its due', async () => {
    const opened = await openedAt('2026-03-02T10:00', 'A');
    desk.at('2026-03-02T05:00:00.000Z');
    const objective = await opened.breached('first-response-1');
    expect(objective).toMatchObject({ breachedAt: beijing('2026-03-02T11:00') });
    expect(await opened.fact('SlaObjectiveWarned')).toMatchObject({
      occurredAt: beijing('2026-03-02T10:45'),
      recordedAt: '2026-03-02T05:00:00.000Z',
    });
    expect(await opened.fact('SlaObjectiveBreached')).toMatchObject({
      occurredAt: beijing('2026-03-02T11:00'),
      recordedAt: '2026-03-02T05:00:00.000Z',
    });
  });
});

describe('V24 "24*7 continuous service", "9:00 ~24:00 (Beijing Time) a day, 365 days"', () => {
  test.each([
    // In the night of a Saturday, an hour before midnight, on New Year, over a weekend.
    ['A', '2026-03-07T03:30', '2026-03-07T04:30'],
    ['B', '2026-03-02T23:00', '2026-03-03T23:00'],
    ['B', '2026-01-01T10:00', '2026-01-02T10:00'],
    ['C', '2026-03-06T10:00', '2026-03-09T10:00'],
  ] as const)('%s opened at %s is due at %s', async (severity, wallTime, dueAt) => {
    expect(await firstDueAt(wallTime, severity)).toBe(beijing(dueAt));
  });
});

describe('defaults 1 to 5', () => {
  test('1 "Every day is a business day where hours run 365 days"', async () => {
    expect(await firstDueAt('2026-03-08T10:00', 'B')).toBe(beijing('2026-03-09T10:00'));
    expect(await firstDueAt('2026-10-01T10:00', 'B')).toBe(beijing('2026-10-02T10:00'));
  });

  test('2 "A business day is one full open span": B = 900, C = 2,700 minutes', async () => {
    const b = await openedAt('2026-03-02T10:00', 'B');
    const c = await openedAt('2026-03-02T10:00', 'C');
    expect(await b.objective('first-response-1')).toMatchObject({
      targetMinutes: 900,
      targetLabel: '1 business day',
    });
    expect(await c.objective('first-response-1')).toMatchObject({
      targetMinutes: 2_700,
      targetLabel: '3 business days',
    });
  });

  test('3 "A start outside hours counts from the next opening; A at once"', async () => {
    // A whole span from 09:00 on ends at closing, not at the next opening.
    expect(await firstDueAt('2026-03-03T02:00', 'B')).toBe(beijing('2026-03-04T00:00'));
    expect(await firstDueAt('2026-03-03T02:00', 'A')).toBe(beijing('2026-03-03T03:00'));
  });

  test('4 "The first-response clock starts at opening, not at triage"', async () => {
    const opened = await openedAt('2026-03-02T10:00', 'B');
    desk.at(beijing('2026-03-02T15:00'));
    await opened.give('triage');
    expect(await opened.objective('first-response-1')).toMatchObject({
      startedAt: beijing('2026-03-02T10:00'),
      dueAt: beijing('2026-03-03T10:00'),
    });
  });

  test('5 "A response is a human contact to the customer"', async () => {
    const opened = await openedAt('2026-03-02T10:00', 'B');
    const call = { direction: 'outbound', contacted: false, summary: 'Nobody picked up.' };
    await opened.give('note', { note: 'Looks like the certificate.' });
    await opened.give('assign', { team: 'identity' });
    await opened.give('log-call', call);
    await opened.give('triage');
    expect(await opened.objective('first-response-1')).toMatchObject({ state: 'running' });
    await opened.give('log-call', { ...call, contacted: true });
    expect(await opened.objective('first-response-1')).toMatchObject({ state: 'met' });
    expect((await opened.read()).state.lifecycle.status).toBe('responded');
  });

  test('5 a request for information is one as well', async () => {
    const opened = await openedAt('2026-03-02T10:00', 'B');
    await opened.give('triage');
    await opened.give('request-information', { question: 'Since when?' });
    expect(await opened.objective('first-response-1')).toMatchObject({ state: 'met' });
  });
});

describe(
  'V15, V18 "follow up with investigation and customer communication in reasonable rhythm ' +
    'according to severity levels"',
  () => {
    test('V15 A "continues effort until problem resolution" (default 12: every 4 h)', async () => {
      const opened = await openedAt('2026-03-02T22:00', 'A');
      await opened.give('triage');
      expect(await opened.objective('next-update-1')).toBeUndefined();
      await opened.give('first-response', message);
      expect(await opened.objective('next-update-1')).toMatchObject({
        targetMinutes: 240,
        dueAt: beijing('2026-03-03T02:00'),
      });
      desk.at(beijing('2026-03-03T01:00'));
      await opened.give('update', message);
      expect(await opened.objective('next-update-1')).toMatchObject({ verdict: 'met' });
      expect(await opened.objective('next-update-2')).toMatchObject({
        dueAt: beijing('2026-03-03T05:00'),
      });
      desk.at(beijing('2026-03-03T06:00'));
      await opened.breached('next-update-2');
      await opened.give('resolve', { resolution: 'solved', summary: 'Renewed.' });
      const { state } = await opened.read();
      expect(state.objectives.map((each) => each.state)).toEqual(['met', 'met', 'fulfilled-late']);
    });

    test.each([
      ['B', '1 business day', '2026-03-03T12:00'],
      ['C', '3 business days', '2026-03-05T12:00'],
    ] as const)('default 12: %s %s', async (severity, targetLabel, dueAt) => {
      const opened = await openedAt('2026-03-02T10:00', severity);
      await opened.give('triage');
      desk.at(beijing('2026-03-02T12:00'));
      await opened.give('first-response', message);
      expect(await opened.objective('next-update-1')).toMatchObject({
        targetLabel,
        dueAt: beijing(dueAt),
      });
    });

    test('it stands still while it is the customer\'s turn, and shows what is left', async () => {
      const opened = await openedAt('2026-03-02T10:00', 'B');
      await opened.give('triage');
      await opened.give('first-response', message);
      desk.at(beijing('2026-03-02T12:00'));
      await opened.give('request-information', { question: 'Since when?' });
      expect(await opened.objective('next-update-2')).toMatchObject({
        state: 'paused',
        dueAt: null,
        remainingMs: 900 * 60_000,
      });
      desk.at(beijing('2026-03-02T14:00'));
      await opened.give('reply', { message: 'Since nine.' });
      expect(await opened.objective('next-update-2')).toMatchObject({
        state: 'running',
        dueAt: beijing('2026-03-03T14:00'),
      });
    });
  },
);

describe('default 10 "Monday-Friday 09:00-18:00 Asia/Shanghai, minus PRC holidays …"', () => {
  test.each([
    ['over a weekend', '2026-03-06T17:00', '2026-03-09T17:00'],
    ['"plus make-up working days": a Saturday counts', '2026-02-13T17:00', '2026-02-14T17:00'],
    ['"minus PRC holidays": over Spring Festival', '2026-02-14T12:00', '2026-02-24T12:00'],
  ])('billing, B, %s', async (_, wallTime, dueAt) => {
    const billing = { severity: 'B', kind: 'billing', category: 'renew' } as const;
    const opened = await desk.at(beijing(wallTime)).open(customer, billing);
    expect(await opened.objective('first-response-1')).toMatchObject({
      calendar: 'office-hours@1',
      dueAt: beijing(dueAt),
    });
  });
});

test('default 10 "B and C targets apply on that calendar": C is 3 x 540 minutes', async () => {
  const billing = { severity: 'C', kind: 'billing', category: 'renew' } as const;
  const opened = await desk.at(beijing('2026-03-05T10:00')).open(customer, billing);
  expect(await opened.objective('first-response-1')).toMatchObject({
    targetMinutes: 1_620,
    dueAt: beijing('2026-03-10T10:00'),
  });
});

describe('what is declined was never promised', () => {
  test.each([
    ['V4 "Issues that originate in customer networks fall outside"', 'customer-network', 'network'],
    ['V5 "does not include troubleshooting third-party services"', 'third-party', 'vendor'],
  ])('%s', async (_, reason, referral) => {
    const opened = await openedAt('2026-03-02T10:00', 'B');
    await opened.give('decline', { reason, explanation: 'It is not ours.' });
    expect((await opened.fact('CaseDeclined')).data).toMatchObject({
      reason,
      referral: expect.stringContaining(referral),
    });
    desk.at(beijing('2026-03-20T10:00'));
    await opened.give('note', { note: 'Nothing was due any more.' });
    const { state } = await opened.read();
    expect(state.lifecycle.status).toBe('declined');
    expect(state.objectives).toMatchObject([{ state: 'dropped', verdict: 'not-applicable' }]);
    expect((await opened.history()).map(({ type }) => type)).not.toContain('SlaObjectiveBreached');
  });

  test('another reason is refused with those there are', async () => {
    const opened = await openedAt('2026-03-02T10:00', 'B');
    const payload = { reason: 'too-busy', explanation: 'We have no time.' };
    const reasons = ['customer-network', 'third-party'];
    await opened.refused('decline', payload, { code: 'decline-reason-unknown', reasons });
  });

  test('a breach that came first stays', async () => {
    const opened = await openedAt('2026-03-02T10:00', 'A');
    desk.at(beijing('2026-03-02T12:00'));
    await opened.give('decline', { reason: 'third-party', explanation: 'It is not ours.' });
    expect(await opened.objective('first-response-1')).toMatchObject({ verdict: 'breached' });
  });
});
