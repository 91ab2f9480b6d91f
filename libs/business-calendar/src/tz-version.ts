/**
 * The release of the time-zone rules in use, such as `2026c`. Events carry it, because a later
 * release may judge a deadline differently.
 */
export const tzVersion = (): string => process.versions['tz'] ?? 'unknown';
