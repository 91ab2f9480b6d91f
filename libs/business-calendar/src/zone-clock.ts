import { IANAZone } from 'luxon';
import { DAY_MS, firstDayOf, MINUTE_MS, yearOf } from './wall-time.ts';

/** How far a year's probing reaches over its ends, so that every wall time of it is inside. */
const MARGIN_MS = 2 * DAY_MS;
const SECOND_MS = 1000;

/** A stretch of time during which a zone keeps one offset. */
interface OffsetSpan {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly offsetMs: number;
}

/** A change of a zone's clock: `skipped` forward (spring) or `repeated` (autumn), by how much. */
export interface ClockChange {
  readonly atMs: number;
  readonly kind: 'skipped' | 'repeated';
  readonly minutes: number;
}

/**
 * The wall clock of a zone, read through offsets alone. A date-time library that converts a wall
 * time resolves a repeated hour by today's offset, which would move a deadline on replay.
 */
export class ZoneClock {
  readonly #zone: IANAZone;
  readonly #spansByYear = new Map<number, readonly OffsetSpan[]>();

  constructor(zoneName: string) {
    this.#zone = IANAZone.create(zoneName);
  }

  /**
   * Rule W of the design: the first instant at which the clock reads this wall time or later. A
   * repeated time is its first pass, a skipped one is the moment of the change. Monotone.
   * `wallMs` is the wall time written as if it were UTC; `year` spares looking its year up.
   */
  instantOf(wallMs: number, year: number = yearOf(wallMs)): number {
    const spans = this.#spansOf(year);
    const span = spans.find(({ untilMs, offsetMs }) => untilMs + offsetMs > wallMs);
    if (span === undefined) throw new RangeError(`no offset span holds the wall time ${wallMs}`);
    return Math.max(span.fromMs, wallMs - span.offsetMs);
  }

  /** What the wall clock reads at an instant, as if it were UTC. */
  wallAt(instantMs: number): number {
    const spans = this.#spansOf(yearOf(instantMs));
    const span = spans.find(({ untilMs }) => instantMs < untilMs);
    if (span === undefined) throw new RangeError(`no offset span holds the instant ${instantMs}`);
    return instantMs + span.offsetMs;
  }

  /** The changes of the clock in `[fromMs, toMs)`, in order. */
  changesWithin(fromMs: number, toMs: number): readonly ClockChange[] {
    const changes = new Map<number, ClockChange>();
    for (let year = yearOf(fromMs); year <= yearOf(toMs); year += 1) {
      // Years are probed a little over their ends, so that neighbours may both know a change.
      for (const change of changesBetween(this.#spansOf(year))) {
        if (change.atMs >= fromMs && change.atMs < toMs) changes.set(change.atMs, change);
      }
    }
    return [...changes.values()];
  }

  #spansOf(year: number): readonly OffsetSpan[] {
    const known = this.#spansByYear.get(year);
    if (known !== undefined) return known;
    const spans = this.#probe(year);
    this.#spansByYear.set(year, spans);
    return spans;
  }

  /** Looks at the offset once a day and bisects wherever two looks differ. */
  #probe(year: number): readonly OffsetSpan[] {
    const lastMs = firstDayOf(year + 1) * DAY_MS + MARGIN_MS;
    const spans: OffsetSpan[] = [];
    let fromMs = firstDayOf(year) * DAY_MS - MARGIN_MS;
    let offsetMs = this.#offsetAt(fromMs);
    for (let probeMs = fromMs; probeMs < lastMs; probeMs += DAY_MS) {
      const nextOffsetMs = this.#offsetAt(probeMs + DAY_MS);
      if (nextOffsetMs === offsetMs) continue;
      const changeMs = this.#changeBetween(probeMs, probeMs + DAY_MS);
      spans.push({ fromMs, untilMs: changeMs, offsetMs });
      fromMs = changeMs;
      offsetMs = nextOffsetMs;
    }
    return [...spans, { fromMs, untilMs: lastMs + DAY_MS, offsetMs }];
  }

  /** The first whole second with the new offset; clocks are changed at whole seconds. */
  #changeBetween(oldMs: number, newMs: number): number {
    const offsetMs = this.#offsetAt(oldMs);
    let before = oldMs / SECOND_MS;
    let after = newMs / SECOND_MS;
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2);
      if (this.#offsetAt(middle * SECOND_MS) === offsetMs) before = middle;
      else after = middle;
    }
    return after * SECOND_MS;
  }

  #offsetAt(instantMs: number): number {
    return Math.round(this.#zone.offset(instantMs) * MINUTE_MS);
  }
}

function changesBetween(spans: readonly OffsetSpan[]): ClockChange[] {
  const changes: ClockChange[] = [];
  let previous: OffsetSpan | undefined;
  for (const span of spans) {
    if (previous !== undefined) {
      const stepMs = span.offsetMs - previous.offsetMs;
      const kind = stepMs > 0 ? 'skipped' : 'repeated';
      changes.push({ atMs: span.fromMs, kind, minutes: Math.abs(stepMs) / MINUTE_MS });
    }
    previous = span;
  }
  return changes;
}

const clocks = new Map<string, ZoneClock>();

/**
 * The clock of a zone, shared by all calendars of it, because probing a year costs milliseconds;
 * undefined for a name that is not an IANA zone's (`+08:00` is none: it has no summer time).
 */
export function findZoneClock(zoneName: string): ZoneClock | undefined {
  const key = zoneName.toLowerCase();
  const known = clocks.get(key);
  if (known !== undefined) return known;
  if (!/^[a-z]/.test(key) || !IANAZone.isValidZone(zoneName)) return undefined;
  const clock = new ZoneClock(zoneName);
  clocks.set(key, clock);
  return clock;
}
