/**
 * Preload (`--import`) that fixes today: `FIXED_TODAY` is an ISO instant. Arithmetic that looks at
 * the clock, as that of date-time libraries does for repeated hours, then answers differently.
 */
const today = Date.parse(process.env.FIXED_TODAY ?? '');
if (Number.isNaN(today)) throw new Error('FIXED_TODAY is not an ISO instant');

globalThis.Date = class extends Date {
  constructor(...parts) {
    super(...(parts.length === 0 ? [today] : parts));
  }

  static now() {
    return today;
  }
};
