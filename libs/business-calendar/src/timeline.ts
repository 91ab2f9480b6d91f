import { countAtMost, valueAt } from './ascending.ts';
import type { DayHours } from './day-hours.ts';
import { DAY_MS, firstDayOf, MINUTE_MS } from './wall-time.ts';
import type { ZoneClock } from './zone-clock.ts';

/** The longest stretch without a window that a calendar may have on the way to a deadline. */
export const MAX_DAYS_WITHOUT_WINDOW = 400;
const MAX_GAP_MS = MAX_DAYS_WITHOUT_WINDOW * DAY_MS;

/**
 * All windows of some whole local years as sorted arrays: window `i` is `[starts[i], ends[i])`, and
 * `before[i]` is the business time of the windows in front of it. `before` has one entry more: the
 * business time of all windows. Touching windows are one.
 */
export interface Timeline {
  readonly firstYear: number;
  readonly lastYear: number;
  /** First instant that is covered. */
  readonly fromMs: number;
  /** First instant behind what is covered. */
  readonly toMs: number;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly before: readonly number[];
  /** Windows with a gap in front of them that is too long for a promise; hardly ever any. */
  readonly afterLongGap: readonly number[];
}

/** The windows of one local year, touching ones merged. */
export interface YearWindows {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** First instant of the local year, and first instant behind it. */
  readonly fromMs: number;
  readonly toMs: number;
}

/** Lays out the windows of a local year by rule W. */
export function layOutYear(hours: DayHours, clock: ZoneClock, year: number): YearWindows {
  const starts: number[] = [];
  const ends: number[] = [];
  const firstDay = firstDayOf(year);
  const lastDay = firstDayOf(year + 1);
  for (let day = firstDay; day < lastDay; day += 1) {
    for (const { openMinutes, closeMinutes } of hours.intervalsOf(day)) {
      const startMs = clock.instantOf(day * DAY_MS + openMinutes * MINUTE_MS, year);
      const endMs = clock.instantOf(day * DAY_MS + closeMinutes * MINUTE_MS, year);
      // A window wholly inside a skipped hour has no length and is no window.
      if (startMs < endMs) appendWindow({ starts, ends }, startMs, endMs);
    }
  }
  const fromMs = clock.instantOf(firstDay * DAY_MS);
  return { starts, ends, fromMs, toMs: clock.instantOf(lastDay * DAY_MS) };
}

/** One timeline of consecutive years; `years` must not be empty. */
export function joinYears(firstYear: number, years: readonly YearWindows[]): Timeline {
  const starts: number[] = [];
  const ends: number[] = [];
  const [first, last] = [years[0], years.at(-1)];
  if (first === undefined || last === undefined) throw new RangeError('no year to join');
  for (const year of years) {
    year.starts.forEach((startMs, index) => {
      appendWindow({ starts, ends }, startMs, valueAt(year.ends, index));
    });
  }
  return {
    firstYear,
    lastYear: firstYear + years.length - 1,
    fromMs: first.fromMs,
    toMs: last.toMs,
    ...summed(starts, ends),
  };
}

interface Windows {
  readonly starts: number[];
  readonly ends: number[];
}

function appendWindow({ starts, ends }: Windows, startMs: number, endMs: number): void {
  if (ends.length > 0 && ends[ends.length - 1] === startMs) {
    ends[ends.length - 1] = endMs;
  } else {
    starts.push(startMs);
    ends.push(endMs);
  }
}

function summed(starts: readonly number[], ends: readonly number[]) {
  const before: number[] = [0];
  const afterLongGap: number[] = [];
  let totalMs = 0;
  for (let index = 0; index < starts.length; index += 1) {
    totalMs += valueAt(ends, index) - valueAt(starts, index);
    before.push(totalMs);
    const gapMs = index === 0 ? 0 : valueAt(starts, index) - valueAt(ends, index - 1);
    if (gapMs > MAX_GAP_MS) afterLongGap.push(index);
  }
  return { starts, ends, before, afterLongGap };
}

/** Business time of the timeline in front of an instant that it covers, in milliseconds. */
export function businessBefore(timeline: Timeline, instantMs: number): number {
  const index = countAtMost(timeline.starts, instantMs) - 1;
  if (index < 0) return 0;
  const endMs = Math.min(instantMs, valueAt(timeline.ends, index));
  return valueAt(timeline.before, index) + endMs - valueAt(timeline.starts, index);
}

/**
 * True when the way from an instant to a window of the timeline (or to the end of the timeline, for
 * the index behind the last window) leads over too many days without business time.
 */
export function crossesLongGap(timeline: Timeline, fromMs: number, toIndex: number): boolean {
  const { starts, ends, afterLongGap } = timeline;
  const nextIndex = countAtMost(ends, fromMs);
  const nextMs = starts[nextIndex] ?? timeline.toMs;
  if (nextMs - fromMs > MAX_GAP_MS) return true;
  if (toIndex === starts.length) {
    const lastMs = Math.max(fromMs, ends.at(-1) ?? fromMs);
    if (timeline.toMs - lastMs > MAX_GAP_MS) return true;
  }
  return (
    afterLongGap.length > 0 && afterLongGap.some((index) => index > nextIndex && index <= toIndex)
  );
}
