/**
 * Instants in rows are milliseconds since the epoch: an eighth of the room of a text and quick to
 * compare. What is asked for gets them back as ISO 8601.
 */

/** The `valid_to` of a row that still holds: the last millisecond of the year 9999. */
export const FOREVER = 253_402_300_799_999;

interface ReadInstant {
  readonly text: string;
  readonly ms: number;
}

/** An event has two instants, and each projection asks for both of them several times. */
let latest: ReadInstant = { text: '', ms: Number.NaN };
let former: ReadInstant = latest;

/** Milliseconds of when an event occurred, or was recorded. */
export function eventMs(instant: string): number {
  if (latest.text === instant) return latest.ms;
  if (former.text === instant) return former.ms;
  former = latest;
  latest = { text: instant, ms: Date.parse(instant) };
  return latest.ms;
}

/** Milliseconds of an instant; null stays null. */
export const msOrNull = (instant: string | null): number | null =>
  instant === null ? null : Date.parse(instant);

/** ISO 8601 of milliseconds; null stays null. */
export const isoOrNull = (ms: number | null): string | null =>
  ms === null ? null : new Date(ms).toISOString();

export const iso = (ms: number): string => new Date(ms).toISOString();
