import { calendarRef, type BusinessCalendar } from './business-calendar.ts';
import type { DayInterval } from './day-hours.ts';
import { SpanTooLong } from './errors.ts';
import { disjointPauses, type Pause } from './pauses.ts';
import { dateOf, DAY_MS, MINUTE_MS, timeOf, weekdayOf, type DayNumber } from './wall-time.ts';
import type { ClockChange } from './zone-clock.ts';

/** The longest span that is explained: beyond ten years nobody reads the list. */
const MAX_EXPLAINED_DAYS = 3_660;

/** A pause and what caused it, in the caller's own words: the id of an event, a rule. */
export interface CausedPause extends Pause {
  readonly cause: string;
}

/** Why a stretch of time counts or not; `calendar` is `id@version`. */
export type SegmentCause =
  | {
      readonly source: 'weekly';
      readonly calendar: string;
      readonly weekday: number;
      readonly open: string;
      readonly close: string;
    }
  | {
      readonly source: 'opening';
      readonly calendar: string;
      readonly date: string;
      readonly open: string;
      readonly close: string;
    }
  | { readonly source: 'holiday'; readonly calendar: string; readonly date: string }
  | { readonly source: 'outside-hours'; readonly calendar: string }
  | { readonly source: 'pause'; readonly cause: string };

/** A stretch `[fromMs, toMs)` of a clock's life and its one reason. */
export interface Segment {
  readonly kind: 'open' | 'extra-opening' | 'closed' | 'holiday' | 'paused';
  readonly fromMs: number;
  readonly toMs: number;
  /** Business time that counts towards the target. */
  readonly countedMs: number;
  /** Business time that does not count, because the clock was paused. */
  readonly pausedMs: number;
  readonly cause: SegmentCause;
  /** Where the zone's clock skipped or repeated time inside this stretch. */
  readonly clockChanges: readonly ClockChange[];
}

/** What is to be explained: the life of a clock from its start to its due instant, say. */
export interface ExplainedSpan {
  readonly startMs: number;
  readonly endMs: number;
  readonly pauses: readonly CausedPause[];
}

type Piece = Pick<Segment, 'kind' | 'fromMs' | 'toMs' | 'cause'>;

/**
 * The span in order, without gap or overlap, each stretch with its cause. The counted times sum to
 * the business time of the span outside the pauses: exactly the target when the span ends at the
 * due instant. Throws `SpanTooLong` beyond ten years, `InvalidPause`, `InvalidInstant`.
 */
export function segments(calendar: BusinessCalendar, span: ExplainedSpan): readonly Segment[] {
  const { startMs, endMs } = span;
  if (endMs - startMs > MAX_EXPLAINED_DAYS * DAY_MS) {
    throw new SpanTooLong(`a span over ${MAX_EXPLAINED_DAYS} days is not explained`);
  }
  const pauses = disjointPauses(span.pauses, startMs)
    .filter(({ fromMs }) => fromMs < endMs)
    .map((pause) => ({ ...pause, toMs: Math.min(pause.toMs, endMs) }));
  const running = piecesOf(calendar, startMs, endMs).flatMap((piece) => outside(piece, pauses));
  return [...running, ...pauses.map(pausedPiece)]
    .sort((a, b) => a.fromMs - b.fromMs)
    .map((piece) => segmentOf(calendar, piece));
}

function segmentOf(calendar: BusinessCalendar, piece: Piece): Segment {
  const businessMs = calendar.elapsed(piece.fromMs, piece.toMs);
  const paused = piece.kind === 'paused';
  return {
    ...piece,
    countedMs: paused ? 0 : businessMs,
    pausedMs: paused ? businessMs : 0,
    clockChanges: calendar.clock.changesWithin(piece.fromMs, piece.toMs),
  };
}

const pausedPiece = ({ fromMs, toMs, cause }: CausedPause): Piece => ({
  kind: 'paused',
  fromMs,
  toMs,
  cause: { source: 'pause', cause },
});

/** The parts of a piece that no pause covers. */
function outside(piece: Piece, pauses: readonly Pause[]): Piece[] {
  const parts: Piece[] = [];
  let fromMs = piece.fromMs;
  for (const pause of pauses) {
    if (pause.toMs <= fromMs || pause.fromMs >= piece.toMs) continue;
    if (pause.fromMs > fromMs) parts.push({ ...piece, fromMs, toMs: pause.fromMs });
    fromMs = pause.toMs;
  }
  if (fromMs < piece.toMs) parts.push({ ...piece, fromMs });
  return parts;
}

/** The span day by day, closed stretches of neighbouring days joined. */
function piecesOf(calendar: BusinessCalendar, startMs: number, endMs: number): readonly Piece[] {
  const pieces: Piece[] = [];
  if (endMs <= startMs) return pieces;
  const { clock } = calendar;
  // A local day around each end, because a repeated hour at midnight may reach back into it.
  const firstDay = Math.floor(clock.wallAt(startMs) / DAY_MS) - 1;
  const lastDay = Math.floor(clock.wallAt(endMs) / DAY_MS) + 1;
  for (let day = firstDay; day <= lastDay; day += 1) {
    for (const piece of piecesOfDay(calendar, day)) {
      const fromMs = Math.max(piece.fromMs, startMs);
      const toMs = Math.min(piece.toMs, endMs);
      const last = pieces.at(-1);
      if (fromMs >= toMs) continue;
      if (last?.kind === 'closed' && piece.kind === 'closed') {
        pieces[pieces.length - 1] = { ...last, toMs };
      } else {
        pieces.push({ ...piece, fromMs, toMs });
      }
    }
  }
  return pieces;
}

function piecesOfDay(calendar: BusinessCalendar, day: DayNumber): readonly Piece[] {
  const { clock, dayHours } = calendar;
  const instantOf = (minutes: number) => clock.instantOf(day * DAY_MS + minutes * MINUTE_MS);
  const pieces: Piece[] = [];
  let fromMs = instantOf(0);
  for (const interval of dayHours.intervalsOf(day)) {
    const openMs = instantOf(interval.openMinutes);
    const closeMs = instantOf(interval.closeMinutes);
    pieces.push({ ...restOf(calendar, day), fromMs, toMs: openMs });
    pieces.push({ ...windowOf(calendar, day, interval), fromMs: openMs, toMs: closeMs });
    fromMs = closeMs;
  }
  const endMs = clock.instantOf((day + 1) * DAY_MS);
  return [...pieces, { ...restOf(calendar, day), fromMs, toMs: endMs }];
}

/** What a day is outside its windows. */
function restOf(calendar: BusinessCalendar, day: DayNumber): Pick<Piece, 'kind' | 'cause'> {
  const ref = calendarRef(calendar);
  return calendar.dayHours.isHoliday(day)
    ? { kind: 'holiday', cause: { source: 'holiday', calendar: ref, date: dateOf(day) } }
    : { kind: 'closed', cause: { source: 'outside-hours', calendar: ref } };
}

function windowOf(
  calendar: BusinessCalendar,
  day: DayNumber,
  interval: DayInterval,
): Pick<Piece, 'kind' | 'cause'> {
  const times = { open: timeOf(interval.openMinutes), close: timeOf(interval.closeMinutes) };
  const ref = calendarRef(calendar);
  return interval.source === 'weekly'
    ? {
        kind: 'open',
        cause: { source: 'weekly', calendar: ref, weekday: weekdayOf(day), ...times },
      }
    : {
        kind: 'extra-opening',
        cause: { source: 'opening', calendar: ref, date: dateOf(day), ...times },
      };
}
