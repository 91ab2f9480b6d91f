import { iso } from '../instants.ts';
import { DAY_MS, dayOf } from './figure-line.ts';

/** Days and weeks are those of UTC; a day is counted from 1 January 1970, a Thursday. */
const DAYS_TO_MONDAY = 3;

export type Period = 'day' | 'week';

/** First and last day of what a text names: `2026-03-02`, or the week `2026-W10` (ISO 8601). */
export interface Days {
  readonly firstDay: number;
  readonly lastDay: number;
}

const week = /^(\d{4})-W(\d{2})$/;
const date = /^\d{4}-\d{2}-\d{2}$/;

/** The days that a text names; undefined for one that names none, such as 30 February. */
export function daysNamed(text: string): Days | undefined {
  const [, year, number] = week.exec(text) ?? [];
  if (year === undefined) {
    const day = date.test(text) ? dayOf(Date.parse(`${text}T00:00:00.000Z`)) : Number.NaN;
    return dayNamed(day) === text ? { firstDay: day, lastDay: day } : undefined;
  }
  // 4 January is always in the first week of its year.
  const first = mondayOf(dayOf(Date.parse(`${year}-01-04T00:00:00.000Z`)));
  const monday = first + (Number(number) - 1) * 7;
  return weekNamed(weekOf(monday)) === text ? { firstDay: monday, lastDay: monday + 6 } : undefined;
}

/** Weeks since that of 1 January 1970; the same in SQL: `(day + 3) / 7`. */
export const weekOf = (day: number): number => Math.floor((day + DAYS_TO_MONDAY) / 7);

const mondayOf = (day: number): number => weekOf(day) * 7 - DAYS_TO_MONDAY;

/** `2026-03-02`. */
export const dayNamed = (day: number): string =>
  Number.isSafeInteger(day) ? iso(day * DAY_MS).slice(0, 10) : '';

/** `2026-W10`: a week belongs to the year of its Thursday. */
export function weekNamed(index: number): string {
  const thursday = index * 7;
  const year = dayNamed(thursday).slice(0, 4);
  const newYear = dayOf(Date.parse(`${year}-01-01T00:00:00.000Z`));
  const number = Math.floor((thursday - newYear) / 7) + 1;
  return `${year}-W${String(number).padStart(2, '0')}`;
}

/** The name of a period by its index. */
export const periodNamed = (period: Period, index: number): string =>
  period === 'day' ? dayNamed(index) : weekNamed(index);

/** The indexes of the periods that the days lie in. */
export function periodsOf(period: Period, { firstDay, lastDay }: Days): readonly number[] {
  const [first, last] =
    period === 'day' ? [firstDay, lastDay] : [weekOf(firstDay), weekOf(lastDay)];
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}
