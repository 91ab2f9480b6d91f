/** Milliseconds of a minute. */
export const MINUTE_MS = 60_000;

/** Milliseconds of a calendar day as a wall clock counts it: 24 hours, whatever the zone does. */
export const DAY_MS = 86_400_000;

const MINUTES_PER_HOUR = 60;
const DAYS_PER_WEEK = 7;
/** 1970-01-01 was a Thursday: three days behind a Monday. */
const EPOCH_WEEKDAY_SHIFT = 3;

/** A local date as days since 1970-01-01: a plain number that no zone and no clock can move. */
export type DayNumber = number;

/** Minutes since midnight of `HH:MM`; `24:00` is 1440. The text must have passed the schema. */
export const minutesOf = (time: string): number =>
  Number(time.slice(0, 2)) * MINUTES_PER_HOUR + Number(time.slice(3));

/** `HH:MM` of minutes since midnight; 1440 is `24:00`. */
export const timeOf = (minutes: number): string =>
  `${twoDigits(Math.floor(minutes / MINUTES_PER_HOUR))}:${twoDigits(minutes % MINUTES_PER_HOUR)}`;

/** The day number of `YYYY-MM-DD`. The text must have passed the schema. */
export const dayNumberOf = (date: string): DayNumber =>
  Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)) - 1, Number(date.slice(8))) / DAY_MS;

/** `YYYY-MM-DD` of a day number. */
export const dateOf = (day: DayNumber): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

/** The weekday of a day number: 1 is Monday, 7 is Sunday. */
export const weekdayOf = (day: DayNumber): number =>
  ((((day + EPOCH_WEEKDAY_SHIFT) % DAYS_PER_WEEK) + DAYS_PER_WEEK) % DAYS_PER_WEEK) + 1;

/** The day number of the first of January. */
export const firstDayOf = (year: number): DayNumber => Date.UTC(year, 0, 1) / DAY_MS;

/** The year that a wall clock shows; also the UTC year of an instant. */
export const yearOf = (wallMs: number): number => new Date(wallMs).getUTCFullYear();

const twoDigits = (value: number): string => String(value).padStart(2, '0');
