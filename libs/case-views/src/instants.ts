/**
 * Instants in rows are milliseconds since the epoch: an eighth of the room of a text and quick to
 * compare. What is asked for gets them back as ISO 8601.
 */

/** The `valid_to` of a row that still holds: the last millisecond of the year 9999. */
export const FOREVER = 253_402_300_799_999;

/** Milliseconds of an instant; null stays null. */
export const msOrNull = (instant: string | null): number | null =>
  instant === null ? null : Date.parse(instant);

/** ISO 8601 of milliseconds; null stays null. */
export const isoOrNull = (ms: number | null): string | null =>
  ms === null ? null : new Date(ms).toISOString();

export const iso = (ms: number): string => new Date(ms).toISOString();
