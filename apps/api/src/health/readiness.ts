import type { ViewHealth } from '@caseline/case-views';
import { toEpochMs, toInstant, type Instant, type Position } from '@caseline/event-sourcing';
import type { TimekeeperProgress } from '@caseline/timekeeper';

/** Events that views may be behind the log before the server counts as not ready. */
export const MAX_VIEW_LAG = 10_000;
/** How far the clock may be behind the last record: small steps of time synchronisation pass. */
export const CLOCK_TOLERANCE_MS = 1_000;
/** How long the timekeeper may be silent; it looks five times a second. */
export const MAX_TIMEKEEPER_SILENCE_MS = 10_000;

/** What was found at one moment. */
export interface HealthFindings {
  readonly nowMs: number;
  readonly head: Position;
  readonly lastRecordedAt: Instant | undefined;
  readonly isReadOnly: boolean;
  readonly views: readonly ViewHealth[];
  readonly projectorStopped: boolean;
  readonly timekeeper: TimekeeperProgress | null;
}

/** Codes of what can be wrong, and whether requests should then go elsewhere. */
export const readinessReasons = {
  'log-unreadable': { blocks: true, sentence: 'The event store does not answer.' },
  'store-read-only': { blocks: true, sentence: 'The event store refuses writes until a restart.' },
  'clock-behind-log': { blocks: true, sentence: 'The clock was set back behind the last record.' },
  'views-unreadable': { blocks: true, sentence: 'The view store does not answer.' },
  'views-behind': { blocks: true, sentence: 'The views are too far behind the log.' },
  'projector-stopped': { blocks: true, sentence: 'The views are no longer fed.' },
  'streams-quarantined': { blocks: false, sentence: 'Events of some streams could not be shown.' },
  'timekeeper-silent': { blocks: false, sentence: 'Deadlines are not being recorded.' },
  'timekeeper-failing': { blocks: false, sentence: 'Deadlines of some cases were not recorded.' },
} as const satisfies Record<string, { readonly blocks: boolean; readonly sentence: string }>;

export type ReadinessCode = keyof typeof readinessReasons;

/** One thing that is wrong, with its figures. */
export interface ReadinessReason {
  readonly code: ReadinessCode;
  /** True: the server is not ready. False: it is, but somebody should look. */
  readonly blocks: boolean;
  readonly detail: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

export const reasonOf = (
  code: ReadinessCode,
  facts: Readonly<Record<string, unknown>> = {},
): ReadinessReason => {
  const { blocks, sentence } = readinessReasons[code];
  return { code, blocks, detail: sentence, facts };
};

/** Everything that is wrong; empty when nothing is. */
export function reasonsOf(found: HealthFindings): readonly ReadinessReason[] {
  return [...storeReasons(found), ...viewReasons(found), ...timekeeperReasons(found)];
}

function storeReasons({ isReadOnly, lastRecordedAt, nowMs }: HealthFindings): ReadinessReason[] {
  const behindMs = lastRecordedAt === undefined ? 0 : toEpochMs(lastRecordedAt) - nowMs;
  return [
    ...(isReadOnly ? [reasonOf('store-read-only')] : []),
    ...(behindMs > CLOCK_TOLERANCE_MS
      ? [reasonOf('clock-behind-log', { behindMs, lastRecordedAt, now: toInstant(nowMs) })]
      : []),
  ];
}

function viewReasons({ head, views, projectorStopped }: HealthFindings): ReadinessReason[] {
  const live = views.filter(({ role }) => role === 'live');
  const behind = live.filter(({ position }) => head - position > MAX_VIEW_LAG);
  const quarantined = live.filter(({ quarantinedStreams }) => quarantinedStreams > 0);
  return [
    ...(projectorStopped ? [reasonOf('projector-stopped')] : []),
    ...behind.map(({ view, position }) =>
      reasonOf('views-behind', { view, lagEvents: head - position, maxLagEvents: MAX_VIEW_LAG }),
    ),
    ...quarantined.map(({ view, quarantinedStreams }) =>
      reasonOf('streams-quarantined', { view, streams: quarantinedStreams }),
    ),
  ];
}

function timekeeperReasons({ timekeeper, nowMs }: HealthFindings): ReadinessReason[] {
  if (timekeeper === null) return [];
  const { lastRoundAt, failingCases } = timekeeper;
  // A round in the future: the clock was set back, which has a code of its own.
  const silentMs = lastRoundAt === null ? 0 : nowMs - lastRoundAt;
  return [
    ...(silentMs > MAX_TIMEKEEPER_SILENCE_MS ? [reasonOf('timekeeper-silent', { silentMs })] : []),
    ...(failingCases > 0 ? [reasonOf('timekeeper-failing', { cases: failingCases })] : []),
  ];
}
