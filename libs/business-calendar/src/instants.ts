import { DateTime } from 'luxon';

const INSTANT_PATTERN = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d)$/;

/** Epoch milliseconds of an ISO 8601 instant with its offset; undefined for anything else. */
export function parseInstant(text: string): number | undefined {
  if (!INSTANT_PATTERN.test(text)) return undefined;
  const parsed = DateTime.fromISO(text, { zone: 'utc' });
  return parsed.isValid ? parsed.toMillis() : undefined;
}

/** ISO 8601 in UTC of epoch milliseconds, without a fraction where there is none. */
export function formatInstant(instantMs: number): string {
  const instant = DateTime.fromMillis(instantMs, { zone: 'utc' });
  const text = instant.toISO({ suppressMilliseconds: true });
  if (text === null) throw new RangeError(`${instantMs} is no instant`);
  return text;
}
