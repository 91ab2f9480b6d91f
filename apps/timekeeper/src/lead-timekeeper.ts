import type { CaseEngine } from '@caseline/case-engine';
import type { CaseQueries } from '@caseline/case-views';
import { toInstant, type Clock } from '@caseline/event-sourcing';
import { pause, type Closable, type Leases, type Logger } from '@caseline/hosting';
import type { Tracing } from '@caseline/telemetry';
import { leadWhileHeld } from './lead-while-held.ts';
import { Timekeeper, type TimekeeperProgress } from './timekeeper.ts';

/** How long the timekeeper waits for the views to show what it has recorded. */
const VIEWS_WAIT_MS = 2_000;
/** Before a round that failed is tried again. */
const RETRY_MS = 1_000;

/** What a timekeeper works with. */
export interface TimekeeperParts {
  readonly clock: Clock;
  readonly engine: CaseEngine;
  readonly queries: CaseQueries;
  readonly leases: Leases;
  readonly logger: Logger;
  /** Begins a trace for what is recorded, which no request asked for. */
  readonly tracing: Tracing;
}

/** A timekeeper that keeps the time while it leads. */
export interface LeadingTimekeeper extends Closable {
  /** What it has done; null while another one leads. */
  progress(): TimekeeperProgress | null;
}

/** Keeps the time whenever no other timekeeper does; stands by otherwise. */
export function leadTimekeeper(parts: TimekeeperParts): LeadingTimekeeper {
  const timekeeper = new Timekeeper(portsOf(parts));
  let isLeading = false;
  const leading = leadWhileHeld(parts, 'timekeeper', async (signal) => {
    isLeading = true;
    await keepOn(timekeeper, parts.logger, signal);
    isLeading = false;
  });
  return {
    progress: () => (isLeading ? timekeeper.progress : null),
    close: () => leading.close(),
  };
}

/** Goes on after a fault of the stores: what was due meanwhile is due still. */
async function keepOn(timekeeper: Timekeeper, logger: Logger, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await timekeeper.run(signal);
    } catch (error) {
      logger.error({ err: error }, 'timekeeper-round-failed');
      await pause(RETRY_MS, signal);
    }
  }
}

const portsOf = ({ clock, engine, queries, logger, tracing }: TimekeeperParts) => ({
  clock,
  dueCases: async (until: string, limit: number) =>
    (await queries.dueCases(until, limit)).map(({ caseId, timerAt }) => ({
      caseId,
      dueAt: timerAt,
    })),
  nextDueAt: () => queries.nextDueAt(),
  warmUp: (caseId: string) => engine.case(caseId),
  recordDueFacts: (caseId: string) =>
    tracing.span('record-due-facts', { kind: 'internal' }, () => engine.recordDueFacts(caseId)),
  viewsReached: (position: number) => queries.waitForPosition(position, VIEWS_WAIT_MS),
  onFailure: (caseId: string, error: unknown) =>
    logger.error({ err: error, caseId, at: toInstant(clock.now()) }, 'due-facts-not-recorded'),
});
