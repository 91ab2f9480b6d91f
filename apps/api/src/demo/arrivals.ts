import { customers, type Administrator, type Customer } from './customers.ts';
import type { SeededRandom } from './seeded-random.ts';
import { subjects, type CaseSubject } from './subjects.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** A case that comes in. */
export interface Arrival {
  /** Counts the cases of the month; it names the keys and the chance of the case. */
  readonly number: number;
  readonly atMs: number;
  readonly customer: Customer;
  readonly administrator: Administrator;
  readonly subject: CaseSubject;
  readonly life: 'ordinary' | 'unanswered' | 'attended';
  /** The number of the case that somebody else opened for the same fault; null for a first one. */
  readonly twinOf: number | null;
}

/** The stretch of time that is played. */
export interface MonthSpan {
  readonly startMs: number;
  readonly endMs: number;
}

/** Events of a large service desk by hour of the local day, in per mille, from midnight on. */
const HOURLY_SHARES = [
  6, 8, 7, 11, 11, 9, 10, 19, 40, 74, 88, 95, 82, 70, 96, 101, 90, 62, 31, 21, 22, 20, 18, 11,
];
const BUSIEST_SHARE = Math.max(...HOURLY_SHARES);
/** How often people write on a day of the weekend, of every time they would on a weekday. */
const WEEKEND_SHARE = 0.08;
/** How many faults are reported twice. */
const TWIN_SHARE = 0.04;
/** Instants that are looked at for one arrival before something must be wrong. */
const MAX_ATTEMPTS = 1_000;

/** The cases of the month in the order in which they come in; the staged ones are the last. */
export function planArrivals(
  random: SeededRandom,
  { startMs, endMs }: MonthSpan,
  cases: number,
): readonly Arrival[] {
  const firsts = Array.from({ length: cases }, () => {
    const customer = random.weighted<Customer>(customers, ({ weight }) => weight);
    const atMs = arrivalInstant(random, customer.zone, { startMs, endMs });
    const administrator = random.pick(customer.administrators);
    const subject = random.weighted(subjects, ({ weight }) => weight);
    return { atMs, customer, administrator, subject, life: 'ordinary' as const };
  }).sort((one, other) => one.atMs - other.atMs);
  const numbered = firsts.map((first, number) => ({ ...first, number, twinOf: null }));
  const twins = twinsOf(random, numbered, endMs);
  const staged = stagedArrivals(endMs, cases + twins.length);
  return [...numbered, ...twins, ...staged];
}

/** Candidates are thrown evenly and kept as often as people write at that hour and weekday. */
function arrivalInstant(random: SeededRandom, zone: string, span: MonthSpan): number {
  const { startMs, endMs } = span;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const atMs = Math.floor(random.between(startMs, endMs));
    if (random.chance(shareAt(atMs, zone))) return atMs;
  }
  throw new RangeError(`nobody writes in ${zone} in that stretch of time`);
}

const wallClocks = new Map<string, Intl.DateTimeFormat>();

function shareAt(atMs: number, zone: string): number {
  const clock = wallClocks.get(zone) ?? wallClockOf(zone);
  wallClocks.set(zone, clock);
  const [weekday = '', hour = '0'] = clock.format(atMs).split(' ');
  const share = (HOURLY_SHARES[Number(hour)] ?? 0) / BUSIEST_SHARE;
  return weekday === 'Sat' || weekday === 'Sun' ? share * WEEKEND_SHARE : share;
}

function wallClockOf(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    hourCycle: 'h23',
  });
}

function twinsOf(
  random: SeededRandom,
  firsts: readonly Arrival[],
  endMs: number,
): readonly Arrival[] {
  return firsts
    .filter(({ customer }) => customer.administrators.length > 1 && random.chance(TWIN_SHARE))
    .map((first, index) => ({
      ...first,
      number: firsts.length + index,
      atMs: first.atMs + Math.round(random.between(5 * MINUTE_MS, 2 * HOUR_MS)),
      administrator: otherThan(first.administrator, first.customer.administrators),
      twinOf: first.number,
    }))
    .filter(({ atMs }) => atMs < endMs);
}

const otherThan = (one: Administrator, administrators: readonly Administrator[]): Administrator =>
  administrators.find(({ name }) => name !== one.name) ?? one;

/** Cases under way at the very end, so that there is something to watch at any hour. */
const stage = [
  { minutesAgo: 52, life: 'unanswered', customer: 0, subject: 0 },
  { minutesAgo: 73, life: 'unanswered', customer: 1, subject: 2 },
  { minutesAgo: 205, life: 'attended', customer: 1, subject: 1 },
] as const;

function stagedArrivals(endMs: number, firstNumber: number): readonly Arrival[] {
  return stage.flatMap(({ minutesAgo, life, customer, subject }, index) => {
    const [who, what] = [customers[customer], subjects[subject]];
    const administrator = who?.administrators[0];
    if (who === undefined || what === undefined || administrator === undefined) return [];
    const atMs = endMs - minutesAgo * MINUTE_MS;
    const staged = { atMs, customer: who, administrator, subject: what, life, twinOf: null };
    return [{ ...staged, number: firstNumber + index }];
  });
}
