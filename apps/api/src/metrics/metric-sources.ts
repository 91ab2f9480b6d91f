import { statfs } from 'node:fs/promises';
import type { CaseEngine } from '@caseline/case-engine';
import type { Clock } from '@caseline/event-sourcing';
import type { OpenedLog, Settings } from '@caseline/hosting';
import type { MetricsSources } from '@caseline/telemetry';
import type { HealthSources } from '../health/health-sources.ts';
import { reportReadiness } from '../health/readiness-report.ts';
import type { CaseQueries } from '../ports.ts';

/** What the figures of the server are read from. */
export function metricSources(of: {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly log: OpenedLog;
  readonly engine: CaseEngine;
  readonly queries: CaseQueries;
  readonly health: HealthSources;
}): MetricsSources {
  const { settings, clock, log, engine, queries, health } = of;
  return {
    clock,
    head: () => health.head(),
    readOnlyReason: () => health.readOnlyReason(),
    clockOffsetMs: () => health.clockOffsetMs(),
    views: () => health.views(),
    recordedAfter: (position) => health.recordedAfter(position),
    timekeeper: () => health.timekeeper(),
    loads: () => engine.loads,
    nextDueAt: () => queries.nextDueAt(),
    openCases: () => queries.countsByStatus({ isOpen: true }),
    freeBytes: () => (log.isShared ? nowhere() : freeBytes(settings.CASELINE_DATA)),
    isReady: async () =>
      (await reportReadiness(health, clock.now(), () => undefined)).status !== 'unready',
  };
}

const nowhere = async (): Promise<null> => null;

async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
