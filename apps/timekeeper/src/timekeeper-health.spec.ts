import { describe, expect, test } from '@jest/globals';
import { healthReport } from '@caseline/hosting';
import { Metrics } from '@caseline/telemetry';
import type { SealingProgress } from './sealing/lead-sealing.ts';
import { timekeeperReport, watchTimekeeper } from './timekeeper-health.ts';
import type { TimekeeperProgress } from './timekeeper.ts';

const nowMs = Date.UTC(2026, 2, 1, 12);
const progress = { recordedCases: 7, failingCases: 2, lastRoundAt: nowMs - 200 };
const logWith = (clockOffsetMs: number | null) => ({
  store: { head: async () => 50 } as never,
  clockOffsetMs: async () => clockOffsetMs,
});
const sealed = { sealedEvents: 40, pendingEvents: 2, refusal: null, notKept: 0 };
const sealing = { progress: (): SealingProgress => sealed };
const report = (found: TimekeeperProgress | null, clockOffsetMs: number | null = null) =>
  timekeeperReport({ progress: () => found }, { sealing, log: logWith(clockOffsetMs), nowMs });

describe('a timekeeper alone', () => {
  test('is ready while it keeps the time, and while it stands by', async () => {
    expect((await report({ ...progress, failingCases: 0 })).status).toBe('ready');
    expect((await report(null)).status).toBe('ready');
  });

  const keeping = { ...progress, failingCases: 0 };
  test.each([
    { code: 'timekeeper-failing', status: 'degraded', found: progress, offsetMs: null },
    {
      code: 'timekeeper-silent',
      status: 'unready',
      found: { ...keeping, lastRoundAt: 0 },
      offsetMs: null,
    },
    { code: 'clock-offset', status: 'unready', found: keeping, offsetMs: -5_001 },
  ])('says $code and is $status', async ({ code, status, found, offsetMs }) => {
    const { reasons, ...answer } = await report(found, offsetMs);
    expect(answer.status).toBe(status);
    expect(reasons.map((reason) => reason.code)).toEqual([code]);
  });

  test('is degraded while the log cannot be sealed, and says why', async () => {
    const refused = { progress: () => ({ ...sealed, refusal: 'log-differs' }) };
    const parts = { sealing: refused, log: logWith(null), nowMs };
    const { status, reasons } = await timekeeperReport({ progress: () => keeping }, parts);
    expect(status).toBe('degraded');
    const detail = 'The log is not being sealed: log-differs.';
    expect(reasons).toEqual([{ code: 'ledger-refused', blocks: false, detail }]);
  });

  test('tells whether it leads, what it has recorded, and what is overdue', async () => {
    const metrics = new Metrics();
    watchTimekeeper(
      metrics,
      { progress: () => progress },
      {
        clock: { now: () => nowMs },
        log: logWith(40),
        queries: { nextDueAt: async () => '2026-03-01T11:59:57.000Z' },
        report: async () => healthReport([], {}),
      },
    );
    const text = await metrics.text();
    for (const line of [
      'caseline_timekeeper_leader 1',
      'caseline_timekeeper_recordings_total 7',
      'caseline_timekeeper_failing_cases 2',
      'caseline_timekeeper_overdue_seconds 3',
      'caseline_clock_offset_seconds 0.04',
      'caseline_ready 1',
    ]) {
      expect(text).toContain(`\n${line}\n`);
    }
  });
});
