import { START, toInstant } from '@caseline/event-sourcing';
import { z } from 'zod';
import type { HealthSources } from './health-sources.ts';
import { reasonOf, reasonsOf, type ReadinessCode, type ReadinessReason } from './readiness.ts';

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
    views: z.array(
      z.object({
        view: z.string(),
        version: z.int(),
        role: z.enum(['live', 'building']),
        position: z.int(),
        lagEvents: z.int(),
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
    views: (await asked('views-unreadable', () => sources.views())) ?? [],
    projectorStopped: sources.viewsFailure() !== undefined,
    timekeeper: sources.timekeeper(),
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
    views: found.views.map((view) => viewReport(view, found.head)),
    timekeeper: timekeeperReport(found.timekeeper),
  };
}

function statusOf(reasons: readonly ReadinessReason[]): ReadinessReport['status'] {
  if (reasons.some(({ blocks }) => blocks)) return 'unready';
  return reasons.length > 0 ? 'degraded' : 'ready';
}

type Views = Awaited<ReturnType<HealthSources['views']>>;

function viewReport(
  { view, version, role, position, quarantinedStreams }: Views[number],
  head: number,
): ReadinessReport['views'][number] {
  const lagEvents = Math.max(head - position, 0);
  return { view, version, role, position, lagEvents, quarantinedStreams };
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
