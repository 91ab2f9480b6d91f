import { describe, expect, test } from '@jest/globals';
import type { ViewHealth } from '@caseline/case-views';
import type { HealthSources } from './health-sources.ts';
import { reportReadiness } from './readiness-report.ts';
import { MAX_CLOCK_OFFSET_MS, MAX_QUARANTINED_STREAMS } from './readiness.ts';

const noonMs = Date.UTC(2026, 2, 1, 12);
const noon = '2026-03-01T12:00:00.000Z';

const queue: ViewHealth = {
  view: 'queue',
  version: 1,
  generation: 1,
  role: 'live',
  position: 20_000,
  quarantinedStreams: 0,
};

const sealed = { sealedEvents: 40, pendingEvents: 2, refusal: null, notKept: 0 };

const wellSources: HealthSources = {
  head: async () => 20_000,
  lastRecordedAt: async () => noon,
  recordedAfter: async () => undefined,
  clockOffsetMs: async () => null,
  readOnlyReason: () => undefined,
  views: async () => [queue],
  viewsFailure: () => undefined,
  timekeeper: () => ({ recordedCases: 7, failingCases: 0, lastRoundAt: noonMs - 200 }),
  sealing: () => sealed,
};

const failures: unknown[] = [];
const report = (changes: Partial<HealthSources> = {}, nowMs = noonMs) =>
  reportReadiness({ ...wellSources, ...changes }, nowMs, (...failure) => failures.push(failure));

const broken = async (): Promise<never> => {
  throw new Error('/secret/path: no such file');
};

describe('readiness', () => {
  test('is ready when all is well', async () => {
    expect(await report()).toEqual({
      status: 'ready',
      reasons: [],
      head: 20_000,
      writable: true,
      clockOffsetMs: null,
      views: [
        {
          view: 'queue',
          version: 1,
          role: 'live',
          position: 20_000,
          lagPositions: 0,
          lagMs: 0,
          quarantinedStreams: 0,
        },
      ],
      timekeeper: { recordedCases: 7, failingCases: 0, lastRoundAt: '2026-03-01T11:59:59.800Z' },
    });
  });

  test('is ready on an empty log, before the first round of the timekeeper', async () => {
    const fresh = await report({
      head: async () => -1,
      lastRecordedAt: async () => undefined,
      views: async () => [{ ...queue, position: -1 }],
      timekeeper: () => ({ recordedCases: 0, failingCases: 0, lastRoundAt: null }),
    });
    expect(fresh.status).toBe('ready');
  });

  const behind: Partial<HealthSources> = {
    views: async () => [{ ...queue, position: 7 }],
    recordedAfter: async () => '2026-03-01T11:59:29.999Z',
  };
  const silent = { recordedCases: 0, failingCases: 0, lastRoundAt: noonMs - 10_001 };
  const unready: readonly (readonly [string, Partial<HealthSources>])[] = [
    ['store-read-only', { readOnlyReason: () => 'EIO on /secret/path' }],
    ['clock-behind-log', { lastRecordedAt: async () => '2026-03-01T12:00:01.001Z' }],
    ['views-behind', behind],
    ['clock-offset', { clockOffsetMs: async () => -MAX_CLOCK_OFFSET_MS - 1 }],
    [
      'views-incomplete',
      { views: async () => [{ ...queue, quarantinedStreams: MAX_QUARANTINED_STREAMS + 1 }] },
    ],
    ['projector-stopped', { viewsFailure: () => 'broke at /secret/path' }],
    ['log-unreadable', { head: broken, lastRecordedAt: broken }],
    ['views-unreadable', { views: broken }],
  ];
  test.each(unready)('is unready because of %s', async (code, changes) => {
    const { status, reasons } = await report(changes);
    expect({ status, codes: reasons.map((reason) => reason.code) }).toEqual({
      status: 'unready',
      codes: [code],
    });
    expect(JSON.stringify(reasons)).not.toContain('/secret/path');
  });

  const failing = { recordedCases: 0, failingCases: 1, lastRoundAt: noonMs };
  const degraded: readonly (readonly [string, Partial<HealthSources>])[] = [
    ['streams-quarantined', { views: async () => [{ ...queue, quarantinedStreams: 2 }] }],
    ['timekeeper-silent', { timekeeper: () => silent }],
    ['timekeeper-failing', { timekeeper: () => failing }],
    ['ledger-refused', { sealing: () => ({ ...sealed, refusal: 'log-differs' }) }],
  ];
  test.each(degraded)('is degraded because of %s', async (code, changes) => {
    const { status, reasons } = await report(changes);
    expect({ status, codes: reasons.map((reason) => reason.code) }).toEqual({
      status: 'degraded',
      codes: [code],
    });
  });

  test('says what keeps the log from being sealed; who does not seal says nothing', async () => {
    const refused = { ...sealed, refusal: 'log-differs' };
    expect((await report({ sealing: () => refused })).reasons).toEqual([
      {
        code: 'ledger-refused',
        blocks: false,
        detail: 'The log is not being sealed.',
        facts: { refusal: 'log-differs' },
      },
    ]);
    expect((await report({ sealing: () => null })).status).toBe('ready');
  });

  test('says by how much the clock is behind the log', async () => {
    const { reasons } = await report({}, noonMs - 3_600_000);
    expect(reasons).toEqual([
      {
        code: 'clock-behind-log',
        blocks: true,
        detail: 'The clock was set back behind the last record.',
        facts: { behindMs: 3_600_000, lastRecordedAt: noon, now: '2026-03-01T11:00:00.000Z' },
      },
    ]);
  });

  test('an event that is unseen for a moment is nothing', async () => {
    const { reasons, views } = await report({
      views: async () => [{ ...queue, position: 7 }],
      recordedAfter: async () => '2026-03-01T11:59:30.000Z',
    });
    expect(reasons).toEqual([]);
    expect(views).toMatchObject([{ lagPositions: 19_993, lagMs: 30_000 }]);
  });

  test('a small step of the clock is nothing, and so is a view being built', async () => {
    const building: ViewHealth = { ...queue, role: 'building', position: 0 };
    const { reasons } = await report({ views: async () => [queue, building] }, noonMs - 1_000);
    expect(reasons).toEqual([]);
  });

  test('what could not be asked is told to the log', async () => {
    failures.splice(0);
    const { head } = await report({ head: broken });
    expect(head).toBeNull();
    expect(failures).toEqual([['log-unreadable', expect.any(Error)]]);
  });
});
