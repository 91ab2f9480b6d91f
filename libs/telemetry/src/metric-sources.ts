import type { ViewHealth } from '@caseline/case-views';
import type { Clock, Instant, Position } from '@caseline/event-sourcing';

/** What the figures of a process are read from when they are asked for; absent: not known here. */
export interface MetricsSources {
  readonly clock: Clock;
  /** The position of the last event of the log. */
  head?(): Promise<Position>;
  /** Why the event store refuses writes; undefined while it takes them. */
  readOnlyReason?(): string | undefined;
  /** How far the store's clock is ahead of ours; null where that is not known. */
  clockOffsetMs?(): Promise<number | null>;
  /** Bytes left on the disk of the embedded stores; null where the stores are elsewhere. */
  freeBytes?(): Promise<number | null>;
  /** The views that this process reads, or those that it feeds. */
  views?(): Promise<readonly ViewFigures[]>;
  /** When the first event behind a position was recorded; undefined when there is none. */
  recordedAfter?(position: Position): Promise<Instant | undefined>;
  /** Case loads so far: answered from memory, and read from the store. */
  loads?(): { readonly cached: number; readonly read: number };
  /** Null where another process keeps the time. */
  timekeeper?(): TimekeeperFigures | null;
  /** The next instant at which any case has something to record; null when nothing is armed. */
  nextDueAt?(): Promise<Instant | null>;
  /** How many open cases stand in each status. */
  openCases?(): Promise<Readonly<Record<string, number>>>;
  /** What the process answers to whoever asks whether it is ready. */
  isReady?(): Promise<boolean>;
}

export type ViewFigures = Pick<ViewHealth, 'view' | 'role' | 'position' | 'quarantinedStreams'>;

export interface TimekeeperFigures {
  readonly recordedCases: number;
  readonly failingCases: number;
}
