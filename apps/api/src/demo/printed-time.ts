import { toEpochMs, type Instant } from '@caseline/event-sourcing';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const TUESDAY = 2;
const HOUR_SHOWN = 10;

/** A span in its two largest units: `2 h 05 m`, `3 d 04 h`, `7 m 12 s`. */
export function spanText(ms: number): string {
  const whole = Math.floor(Math.abs(ms) / 1_000);
  const [days, hours, minutes, seconds] = [
    Math.floor(whole / 86_400),
    Math.floor(whole / 3_600) % 24,
    Math.floor(whole / 60) % 60,
    whole % 60,
  ];
  if (days > 0) return `${days} d ${twoDigits(hours)} h`;
  if (hours > 0) return `${hours} h ${twoDigits(minutes)} m`;
  return `${minutes} m ${twoDigits(seconds)} s`;
}

const twoDigits = (count: number): string => String(count).padStart(2, '0');

/** How far a due instant is away: `in 8 m 03 s`, or `21 m 40 s late`. */
export function dueText(dueAt: Instant | null, nowMs: number): string {
  if (dueAt === null) return 'no target';
  const leftMs = toEpochMs(dueAt) - nowMs;
  return leftMs >= 0 ? `in ${spanText(leftMs)}` : `${spanText(leftMs)} late`;
}

/** An instant to the second, in UTC: `2026-03-02 09:00:00`. */
export const instantText = (instant: Instant): string => instant.slice(0, 19).replace('T', ' ');

/** The last Tuesday, 10:00 UTC, that is over by now. */
export function lastTuesdayMorning(nowMs: number): number {
  const today = new Date(nowMs);
  const midnightMs = Date.UTC(today.getUTCFullYear(), today.getUTCMonth(), today.getUTCDate());
  const daysSince = (today.getUTCDay() - TUESDAY + 7) % 7;
  const atMs = midnightMs - daysSince * DAY_MS + HOUR_SHOWN * HOUR_MS;
  return atMs < nowMs ? atMs : atMs - 7 * DAY_MS;
}
