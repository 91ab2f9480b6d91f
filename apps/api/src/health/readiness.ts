import type { ViewHealth } from '@caseline/case-views';
import { toEpochMs, toInstant, type Instant, type Position } from '@caseline/event-sourcing';
import type { TimekeeperProgress } from '@caseline/timekeeper';

/** Age of the oldest event that views may not show before the server counts as not ready. */
export const MAX_VIEW_LAG_MS = 30_000;
/** Streams that may wait before a view counts as wrong: so many are no accident of single cases. */
export const MAX_QUARANTINED_STREAMS = 100;
/** How far the store's clock may be from ours: 10 s behind, EventStoreDB refuses every append. */
export const MAX_CLOCK_OFFSET_MS = 5_000;
/** How far the clock may be behind the last record: small steps of time synchronisation pass. */
export const CLOCK_TOLERANCE_MS = 1_000;
/** How long the timekeeper may be silent; it looks five times a second. */
export const MAX_TIMEKEEPER_SILENCE_MS = 10_000;

/** A view with the age of the oldest event that it does not show; 0 when it shows all. */
export interface MeasuredView extends ViewHealth {
  readonly lagMs: number;
}

/** What was found at one moment. */
export interface HealthFindings {
  readonly nowMs: number;
  readonly head: Position;
  readonly lastRecordedAt: Instant | undefined;
  readonly isReadOnly: boolean;
  readonly clockOffsetMs: number | null;
  readonly views: readonly MeasuredView[];
  readonly projectorStopped: boolean;
  readonly timekeeper: TimekeeperProgress | null;
  /** Code of what keeps the log from being sealed here; null while nothing does. */
  readonly ledgerRefusal: string | null;
}

/** Codes of what can be wrong, and whether requests should then go elsewhere. */
export const readinessReasons = {
  'log-unreadable': { blocks: true, sentence: 'The event store does not answer.' },
  'store-read-only': { blocks: true, sentence: 'The event store refuses writes until a restart.' },
  'clock-behind-log': { blocks: true, sentence: 'The clock was set back behind the last record.' },
  'clock-offset': { blocks: true, sentence: "This clock and the event store's are apart." },
  'views-unreadable': { blocks: true, sentence: 'The view store does not answer.' },
  'views-behind': { blocks: true, sentence: 'The views are too far behind the log.' },
  'views-incomplete': { blocks: true, sentence: 'Too many streams could not be shown.' },
  'projector-stopped': { blocks: true, sentence: 'The views are no longer fed.' },
  'streams-quarantined': { blocks: false, sentence: 'Events of some streams could not be shown.' },
  'timekeeper-silent': { blocks: false, sentence: 'Deadlines are not being recorded.' },
  'timekeeper-failing': { blocks: false, sentence: 'Deadlines of some cases were not recorded.' },
  'ledger-refused': { blocks: false, sentence: 'The log is not being sealed.' },
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
  return [
    ...storeReasons(found),
    ...viewReasons(found),
    ...timekeeperReasons(found),
    ...ledgerReasons(found),
  ];
}

function storeReasons(found: HealthFindings): ReadinessReason[] {
  const { isReadOnly, lastRecordedAt, nowMs, clockOffsetMs } = found;
  const behindMs = lastRecordedAt === undefined ? 0 : toEpochMs(lastRecordedAt) - nowMs;
  return [
    ...(isReadOnly ? [reasonOf('store-read-only')] : []),
    ...(behindMs > CLOCK_TOLERANCE_MS
      ? [reasonOf('clock-behind-log', { behindMs, lastRecordedAt, now: toInstant(nowMs) })]
      : []),
    ...(Math.abs(clockOffsetMs ?? 0) > MAX_CLOCK_OFFSET_MS
      ? [reasonOf('clock-offset', { clockOffsetMs, maxOffsetMs: MAX_CLOCK_OFFSET_MS })]
      : []),
  ];
}

function viewReasons({ views, projectorStopped }: HealthFindings): ReadinessReason[] {
  const live = views.filter(({ role }) => role === 'live');
  const behind = live.filter(({ lagMs }) => lagMs > MAX_VIEW_LAG_MS);
  const quarantined = live.filter(({ quarantinedStreams }) => quarantinedStreams > 0);
  return [
    ...(projectorStopped ? [reasonOf('projector-stopped')] : []),
    ...behind.map(({ view, lagMs }) =>
      reasonOf('views-behind', { view, lagMs, maxLagMs: MAX_VIEW_LAG_MS }),
    ),
    ...quarantined.map(({ view, quarantinedStreams }) =>
      reasonOf(
        quarantinedStreams > MAX_QUARANTINED_STREAMS ? 'views-incomplete' : 'streams-quarantined',
        { view, streams: quarantinedStreams },
      ),
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

const ledgerReasons = ({ ledgerRefusal: refusal }: HealthFindings): ReadinessReason[] =>
  refusal === null ? [] : [reasonOf('ledger-refused', { refusal })];
