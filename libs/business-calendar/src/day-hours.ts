import type { BusinessHoursDefinition } from './calendar-schema.ts';
import { dayNumberOf, minutesOf, weekdayOf, type DayNumber } from './wall-time.ts';

/** One interval of a local day in minutes since midnight, touching neighbours already merged. */
export interface DayInterval {
  readonly openMinutes: number;
  readonly closeMinutes: number;
  /** `weekly` hours of the weekday, or a dated `opening`. */
  readonly source: 'weekly' | 'opening';
}

/** What the definition says about any local day, looked up and not searched. */
export class DayHours {
  readonly #weekly: ReadonlyMap<number, readonly DayInterval[]>;
  readonly #openings: ReadonlyMap<DayNumber, readonly DayInterval[]>;
  readonly #holidays: ReadonlySet<DayNumber>;

  constructor({ weekly, openings, holidays }: BusinessHoursDefinition) {
    this.#holidays = new Set(holidays.map(dayNumberOf));
    this.#weekly = grouped(
      weekly.map(([weekday, open, close]) => [weekday, intervalOf('weekly', open, close)]),
    );
    this.#openings = grouped(
      openings.map(([date, open, close]) => [
        dayNumberOf(date),
        intervalOf('opening', open, close),
      ]),
    );
  }

  isHoliday(day: DayNumber): boolean {
    return this.#holidays.has(day);
  }

  /** The intervals of a local day in order; a holiday has its dated openings only. */
  intervalsOf(day: DayNumber): readonly DayInterval[] {
    const regular = this.isHoliday(day) ? [] : (this.#weekly.get(weekdayOf(day)) ?? []);
    const extra = this.#openings.get(day);
    return extra === undefined ? regular : [...regular, ...extra].sort(byOpening);
  }
}

const intervalOf = (source: DayInterval['source'], open: string, close: string): DayInterval => ({
  openMinutes: minutesOf(open),
  closeMinutes: minutesOf(close),
  source,
});

const byOpening = (a: DayInterval, b: DayInterval): number => a.openMinutes - b.openMinutes;

function grouped(entries: readonly (readonly [number, DayInterval])[]) {
  const groups = new Map<number, DayInterval[]>();
  for (const [key, interval] of entries) {
    groups.set(key, [...(groups.get(key) ?? []), interval]);
  }
  return new Map([...groups].map(([key, intervals]) => [key, merged(intervals)] as const));
}

function merged(intervals: readonly DayInterval[]): readonly DayInterval[] {
  const result: DayInterval[] = [];
  for (const interval of intervals.toSorted(byOpening)) {
    const last = result.at(-1);
    if (last?.closeMinutes === interval.openMinutes) {
      result[result.length - 1] = { ...last, closeMinutes: interval.closeMinutes };
    } else {
      result.push(interval);
    }
  }
  return result;
}
