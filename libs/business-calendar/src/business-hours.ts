import { countAtMost, valueAt } from './ascending.ts';
import type { BusinessHoursDefinition } from './calendar-schema.ts';
import { DayHours } from './day-hours.ts';
import { InvalidDuration, InvalidInstant, NoBusinessTime } from './errors.ts';
import { disjointPauses, type Pause } from './pauses.ts';
import {
  businessBefore,
  crossesLongGap,
  joinYears,
  layOutYear,
  MAX_DAYS_WITHOUT_WINDOW,
  type Timeline,
  type YearWindows,
} from './timeline.ts';
import { DAY_MS, firstDayOf, yearOf } from './wall-time.ts';
import { findZoneClock, type ZoneClock } from './zone-clock.ts';

/** The years a calendar answers for; one more on each side is laid out at most. */
const FIRST_YEAR = 1970;
const LAST_YEAR = 2199;
const FIRST_INSTANT_MS = firstDayOf(FIRST_YEAR) * DAY_MS;
const END_INSTANT_MS = firstDayOf(LAST_YEAR + 1) * DAY_MS;

/**
 * The arithmetic of opening hours. Instants are epoch milliseconds of the years 1970 to 2199,
 * durations milliseconds, both whole. Windows are laid out a local year at a time, when first asked
 * for, so that warm operations are two binary searches. Every operation throws `InvalidInstant` for
 * an instant outside those years.
 */
export class BusinessHours {
  readonly dayHours: DayHours;
  readonly clock: ZoneClock;
  readonly #years = new Map<number, YearWindows>();
  #timeline: Timeline | undefined;

  constructor(definition: BusinessHoursDefinition) {
    const clock = findZoneClock(definition.zone);
    if (clock === undefined) throw new TypeError(`${definition.zone} passed no schema`);
    this.clock = clock;
    this.dayHours = new DayHours(definition);
  }

  /** Business time of `[fromMs, toMs)` in milliseconds; 0 when the end is not after the start. */
  elapsed(fromMs: number, toMs: number): number {
    if (toMs <= fromMs) return 0;
    const timeline = this.#covering(fromMs, toMs);
    return businessBefore(timeline, toMs) - businessBefore(timeline, fromMs);
  }

  /** Whether the instant is business time: the opening is, the closing is not. */
  isOpen(instantMs: number): boolean {
    const { starts, ends } = this.#covering(instantMs, instantMs);
    const index = countAtMost(starts, instantMs) - 1;
    return index >= 0 && instantMs < valueAt(ends, index);
  }

  /** The instant itself when open, else the next opening. Throws `NoBusinessTime`. */
  nextOpen(instantMs: number): number {
    let timeline = this.#covering(instantMs, instantMs);
    let index = countAtMost(timeline.ends, instantMs);
    while (index === timeline.starts.length) {
      timeline = this.#longer(timeline, instantMs);
      index = countAtMost(timeline.ends, instantMs);
    }
    if (crossesLongGap(timeline, instantMs, index)) throw noBusinessTime();
    return Math.max(instantMs, valueAt(timeline.starts, index));
  }

  /**
   * The earliest instant at which `durationMs` of business time has elapsed since `startMs`: a span
   * used up exactly at closing ends at the closing. Nothing to elapse gives `nextOpen(startMs)`.
   * Throws `InvalidDuration` for a negative or fractional one, `NoBusinessTime` when no window is
   * found for 400 days, `InvalidInstant` when the end lies behind the last year.
   */
  add(startMs: number, durationMs: number): number {
    if (!Number.isSafeInteger(durationMs) || durationMs < 0) throw new InvalidDuration(durationMs);
    if (durationMs === 0) return this.nextOpen(startMs);
    let timeline = this.#covering(startMs, startMs);
    let reachedMs = businessBefore(timeline, startMs) + durationMs;
    while (valueAt(timeline.before, timeline.starts.length) < reachedMs) {
      timeline = this.#longer(timeline, startMs);
      reachedMs = businessBefore(timeline, startMs) + durationMs;
    }
    // Strictly less: the first window that reaches the sum, so that a closing stays a closing.
    const index = countAtMost(timeline.before, reachedMs - 1) - 1;
    if (crossesLongGap(timeline, startMs, index)) throw noBusinessTime();
    return valueAt(timeline.starts, index) + reachedMs - valueAt(timeline.before, index);
  }

  /**
   * As `add`, not counting business time inside finished pauses. A pause that begins at or after
   * the due instant does not help. Throws `InvalidPause` besides what `add` throws.
   */
  addPaused(startMs: number, targetMs: number, pauses: readonly Pause[]): number {
    let dueMs = this.add(startMs, targetMs);
    let pausedMs = 0;
    for (const { fromMs, toMs } of disjointPauses(pauses, startMs)) {
      if (fromMs >= dueMs) break;
      pausedMs += this.elapsed(fromMs, toMs);
      dueMs = this.add(startMs, targetMs + pausedMs);
    }
    return dueMs;
  }

  #covering(fromMs: number, toMs: number): Timeline {
    const known = this.#timeline;
    const whole = Number.isInteger(fromMs) && Number.isInteger(toMs);
    if (known !== undefined && whole && fromMs >= known.fromMs && toMs < known.toMs) return known;
    checkInstant(fromMs);
    checkInstant(toMs);
    // A local year differs from the UTC year by less than a day at its ends.
    return this.#layOut(yearOf(fromMs - DAY_MS), yearOf(toMs + DAY_MS));
  }

  #longer(timeline: Timeline, startMs: number): Timeline {
    if (crossesLongGap(timeline, startMs, timeline.starts.length)) throw noBusinessTime();
    if (timeline.lastYear > LAST_YEAR) throw tooFar('the end of the span');
    return this.#layOut(timeline.firstYear, timeline.lastYear + 1);
  }

  #layOut(fromYear: number, toYear: number): Timeline {
    const firstYear = Math.min(fromYear, this.#timeline?.firstYear ?? fromYear);
    const lastYear = Math.max(toYear, this.#timeline?.lastYear ?? toYear);
    const years: YearWindows[] = [];
    for (let year = firstYear; year <= lastYear; year += 1) years.push(this.#windowsOf(year));
    this.#timeline = joinYears(firstYear, years);
    return this.#timeline;
  }

  #windowsOf(year: number): YearWindows {
    const windows = this.#years.get(year) ?? layOutYear(this.dayHours, this.clock, year);
    this.#years.set(year, windows);
    return windows;
  }
}

const noBusinessTime = (): NoBusinessTime => new NoBusinessTime(MAX_DAYS_WITHOUT_WINDOW);

const tooFar = (what: string): InvalidInstant =>
  new InvalidInstant(`${what} is not in the years ${FIRST_YEAR} to ${LAST_YEAR}`);

function checkInstant(instantMs: number): void {
  if (!Number.isInteger(instantMs)) {
    throw new InvalidInstant(`an instant is a whole number of milliseconds, not ${instantMs}`);
  }
  if (instantMs < FIRST_INSTANT_MS || instantMs >= END_INSTANT_MS) {
    throw tooFar(`the instant ${instantMs}`);
  }
}
