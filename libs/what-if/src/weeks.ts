import { toEpochMs, toInstant, type Instant } from '@caseline/event-sourcing';

const DAY_MS = 86_400_000;
/** 1 January 1970 was a Thursday, the fourth day of its week. */
const WEEKDAY_OF_EPOCH = 3;

/** The ISO 8601 week of an instant in UTC: `2012-W18`. A week belongs to its Thursday's year. */
export function weekOf(instant: Instant): string {
  const day = Math.floor(toEpochMs(instant) / DAY_MS);
  const weekday = (((day + WEEKDAY_OF_EPOCH) % 7) + 7) % 7;
  const thursday = day - weekday + 3;
  const year = toInstant(thursday * DAY_MS).slice(0, 4);
  const firstDay = toEpochMs(`${year}-01-01T00:00:00.000Z`) / DAY_MS;
  const week = Math.floor((thursday - firstDay) / 7) + 1;
  return `${year}-W${String(week).padStart(2, '0')}`;
}
