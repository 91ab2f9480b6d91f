import { START, toEpochMs, toInstant } from '@caseline/event-sourcing';
import { z } from 'zod';
import type { HealthSources } from './health-sources.ts';
import { reasonOf, reasonsOf } from './readiness.ts';
import type { MeasuredView, ReadinessCode, ReadinessReason } from './readiness.ts';

/** What `GET /health/ready` answers, ready or not. */
export const readinessReport = z
  .object({
    status: z
      .enum(['ready', 'degraded', 'unready'])
      .describe('degraded: requests are served, but somebody should look; unready: HTTP 503'),
    reasons: z.array(
      z.object({
        code: z.string(),
        blocks: z.boolean(),
        detail: z.string(),
        facts: z.record(z.string(), z.unknown()),
      }),
    ),
    head: z.int().nullable().describe('position of the last event of the log'),
    writable: z.boolean(),
    clockOffsetMs: z
      .number()
      .nullable()
      .describe("how far the event store's clock is ahead; null: not known, or one clock"),
    views: z.array(
      z.object({
        view: z.string(),
        version: z.int(),
        role: z.enum(['live', 'building']),
        position: z.int(),
        lagPositions: z
          .int()
          .describe('positions to the head: events of the embedded log, bytes of EventStoreDB'),
        lagMs: z.number().describe('age of the oldest event that the view does not show'),
        quarantinedStreams: z.int(),
      }),
    ),
    timekeeper: z
      .object({
        recordedCases: z.int(),
        failingCases: z.int(),
        lastRoundAt: z.iso.datetime().nullable(),
      })
      .nullable()
      .describe('null: another process keeps the time'),
  })
  .meta({ id: 'Readiness' });

export type ReadinessReport = z.output<typeof readinessReport>;

/** Asks every part of the server; a part that fails is a reason, and is told to `onFailure`. */
export async function reportReadiness(
  sources: HealthSources,
  nowMs: number,
  onFailure: (code: ReadinessCode, error: unknown) => void,
): Promise<ReadinessReport> {
  const failed: ReadinessReason[] = [];
  const asked = async <Answer>(code: ReadinessCode, ask: () => Promise<Answer>) => {
    try {
      return await ask();
    } catch (error) {
      onFailure(code, error);
      if (!failed.some((reason) => reason.code === code)) failed.push(reasonOf(code));
      return undefined;
    }
  };
  const head = await asked('log-unreadable', () => sources.head());
  const found = {
    nowMs,
    head: head ?? START,
    lastRecordedAt: await asked('log-unreadable', () => sources.lastRecordedAt()),
    isReadOnly: sources.readOnlyReason() !== undefined,
    clockOffsetMs: (await asked('log-unreadable', () => sources.clockOffsetMs())) ?? null,
    views: (await asked('views-unreadable', () => measuredViews(sources, nowMs))) ?? [],
    projectorStopped: sources.viewsFailure() !== undefined,
    timekeeper: sources.timekeeper(),
    ledgerRefusal: sources.sealing()?.refusal ?? null,
  };
  const reasons = [...failed, ...reasonsOf(found)].map((reason) => ({
    ...reason,
    facts: { ...reason.facts },
  }));
  return {
    status: statusOf(reasons),
    reasons,
    head: head ?? null,
    writable: !found.isReadOnly,
    clockOffsetMs: found.clockOffsetMs,
    views: found.views.map((view) => viewReport(view, found.head)),
    timekeeper: timekeeperReport(found.timekeeper),
  };
}

function statusOf(reasons: readonly ReadinessReason[]): ReadinessReport['status'] {
  if (reasons.some(({ blocks }) => blocks)) return 'unready';
  return reasons.length > 0 ? 'degraded' : 'ready';
}

async function measuredViews(
  sources: Pick<HealthSources, 'views' | 'recordedAfter'>,
  nowMs: number,
): Promise<readonly MeasuredView[]> {
  return Promise.all(
    (await sources.views()).map(async (view) => {
      const unseen = await sources.recordedAfter(view.position);
      return { ...view, lagMs: unseen === undefined ? 0 : Math.max(nowMs - toEpochMs(unseen), 0) };
    }),
  );
}

function viewReport(
  { view, version, role, position, lagMs, quarantinedStreams }: MeasuredView,
  head: number,
): ReadinessReport['views'][number] {
  const lagPositions = Math.max(head - position, 0);
  return { view, version, role, position, lagPositions, lagMs, quarantinedStreams };
}

function timekeeperReport(
  timekeeper: ReturnType<HealthSources['timekeeper']>,
): ReadinessReport['timekeeper'] {
  if (timekeeper === null) return null;
  const { recordedCases, failingCases, lastRoundAt } = timekeeper;
  return {
    recordedCases,
    failingCases,
    lastRoundAt: lastRoundAt === null ? null : toInstant(lastRoundAt),
  };
}
