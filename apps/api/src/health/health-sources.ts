import type { ViewHealth } from '@caseline/case-views';
import type { Instant, Position } from '@caseline/event-sourcing';
import type { SealingProgress, TimekeeperProgress } from '@caseline/timekeeper';

/** Injection token of what health and metrics look at. */
export const HEALTH_SOURCES = Symbol('health sources');

/** The parts of a running server, as far as health and metrics ask them. */
export interface HealthSources {
  /** The position of the last event of the log. */
  head(): Promise<Position>;
  /** When that event was recorded; undefined in an empty log. */
  lastRecordedAt(): Promise<Instant | undefined>;
  /** When the first event behind a position was recorded; undefined when there is none. */
  recordedAfter(position: Position): Promise<Instant | undefined>;
  /** How far the store's clock is ahead of ours; null where that is not known, or is one clock. */
  clockOffsetMs(): Promise<number | null>;
  /** Why the event store refuses writes; undefined while it takes them. */
  readOnlyReason(): string | undefined;
  views(): Promise<readonly ViewHealth[]>;
  /** Why the projector no longer runs; undefined while it does. */
  viewsFailure(): string | undefined;
  /** Null where another process keeps the time. */
  timekeeper(): TimekeeperProgress | null;
  /** Null where another process seals the log, or nobody does. */
  sealing(): SealingProgress | null;
}
