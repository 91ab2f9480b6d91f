import type { CaseQueries } from '@caseline/case-views';
import { toInstant, type Clock } from '@caseline/event-sourcing';
import { healthReport, type HealthReason, type HealthReport } from '@caseline/hosting';
import type { OpenedLog } from '@caseline/hosting';
import type { Metrics } from '@caseline/telemetry';
import type { LeadingTimekeeper } from './lead-timekeeper.ts';
import type { LeadingSealing, SealingProgress } from './sealing/lead-sealing.ts';
import type { TimekeeperProgress } from './timekeeper.ts';

/** How long a leader may be silent; it looks five times a second. */
const MAX_SILENCE_MS = 10_000;
/** How far the store's clock may be from ours: deadlines are recorded by ours. */
const MAX_CLOCK_OFFSET_MS = 5_000;

interface Watched {
  readonly sealing: Pick<LeadingSealing, 'progress'>;
  readonly log: Pick<OpenedLog, 'store' | 'clockOffsetMs'>;
  readonly nowMs: number;
}

/** Whether a timekeeper keeps the time, or stands by, which is no fault. */
export async function timekeeperReport(
  timekeeper: Pick<LeadingTimekeeper, 'progress'>,
  { sealing, log, nowMs }: Watched,
): Promise<HealthReport> {
  const head = await log.store.head();
  const clockOffsetMs = await log.clockOffsetMs();
  const progress = timekeeper.progress();
  const lastRoundAt = progress?.lastRoundAt ?? null;
  const reasons: HealthReason[] = [
    ...deadlineReasons(progress, nowMs),
    ...sealingReasons(sealing.progress()),
    ...reason(Math.abs(clockOffsetMs ?? 0) > MAX_CLOCK_OFFSET_MS, 'clock-offset', {
      blocks: true,
      detail: `The event store's clock is ${clockOffsetMs} ms ahead of this machine's.`,
    }),
  ];
  return healthReport(reasons, {
    ...{ head, clockOffsetMs, isLeader: progress !== null },
    recordedCases: progress?.recordedCases ?? 0,
    failingCases: progress?.failingCases ?? 0,
    lastRoundAt: lastRoundAt === null ? null : toInstant(lastRoundAt),
  });
}

/** Who stands by records no deadlines, and has none to be late with. */
function deadlineReasons(progress: TimekeeperProgress | null, nowMs: number): HealthReason[] {
  if (progress === null) return [];
  const { lastRoundAt, failingCases } = progress;
  const silentMs = lastRoundAt === null ? 0 : nowMs - lastRoundAt;
  return [
    ...reason(silentMs > MAX_SILENCE_MS, 'timekeeper-silent', {
      blocks: true,
      detail: 'Deadlines are not being recorded.',
    }),
    ...reason(failingCases > 0, 'timekeeper-failing', {
      blocks: false,
      detail: 'Deadlines of some cases were not recorded.',
    }),
  ];
}

/** A log that cannot be sealed blocks nothing: what is recorded is durable all the same. */
function sealingReasons(sealing: SealingProgress | null): HealthReason[] {
  const refusal = sealing?.refusal ?? null;
  const detail = `The log is not being sealed: ${refusal}.`;
  return reason(refusal !== null, 'ledger-refused', { blocks: false, detail });
}

/** Declares the figures of a timekeeper on its own. */
export function watchTimekeeper(
  metrics: Metrics,
  timekeeper: Pick<LeadingTimekeeper, 'progress'>,
  on: {
    readonly clock: Clock;
    readonly log: Pick<OpenedLog, 'store' | 'clockOffsetMs'>;
    readonly queries: Pick<CaseQueries, 'nextDueAt'>;
    report(): Promise<HealthReport>;
  },
): void {
  const { clock, log, queries, report } = on;
  metrics.watch({
    clock,
    head: () => log.store.head(),
    clockOffsetMs: () => log.clockOffsetMs(),
    timekeeper: () => timekeeper.progress(),
    nextDueAt: () => queries.nextDueAt(),
    isReady: async () => (await report()).status !== 'unready',
  });
  metrics.gauge({
    name: 'caseline_timekeeper_leader',
    help: '1 while this timekeeper leads, 0 while it stands by.',
    read: (set) => set(timekeeper.progress() === null ? 0 : 1),
  });
}

const reason = (
  applies: boolean,
  code: string,
  stated: Omit<HealthReason, 'code'>,
): HealthReason[] => (applies ? [{ code, ...stated }] : []);
