/** One reason why a calendar is refused: where (`weekly/2/1`, empty for the whole) and why. */
export interface CalendarFault {
  readonly path: string;
  readonly reason: string;
}

/** `path: reason` of a fault, or the reason alone where it concerns the whole. */
export const sentenceOf = ({ path, reason }: CalendarFault): string =>
  path === '' ? reason : `${path}: ${reason}`;

/** The definition breaks the rules of a calendar; `faults` names every place. */
export class InvalidCalendar extends Error {
  override readonly name = 'InvalidCalendar';
  readonly faults: readonly CalendarFault[];

  constructor(faults: readonly CalendarFault[]) {
    super(faults.map(sentenceOf).join('; '));
    this.faults = faults;
  }
}

/** The search met too many days without a window, so that no deadline can be promised. */
export class NoBusinessTime extends Error {
  override readonly name = 'NoBusinessTime';

  constructor(maxDays: number) {
    super(`calendar has no business time: ${maxDays} days without a window`);
  }
}

/** A duration that is negative or not in whole milliseconds. */
export class InvalidDuration extends Error {
  override readonly name = 'InvalidDuration';

  constructor(durationMs: number) {
    super(`a duration is a whole number of milliseconds and not negative, not ${durationMs}`);
  }
}

/** An instant that is not in whole milliseconds or outside the years a calendar answers for. */
export class InvalidInstant extends Error {
  override readonly name = 'InvalidInstant';
}

/** A pause that ends before it begins. */
export class InvalidPause extends Error {
  override readonly name = 'InvalidPause';
}

/** A span that is too long to be explained segment by segment. */
export class SpanTooLong extends Error {
  override readonly name = 'SpanTooLong';
}
