import { compileCalendar, retarget } from '@caseline/business-calendar';
import { atMost, median } from './figure.ts';
import type { Bench, Figure } from './figure.ts';
import { seededRandom } from '../support/seeded-random.ts';

const OPERATIONS = 200_000;
const ROUNDS = 9;
const INSTANTS = 1_024;
const LIMIT_NS = 1_000;
const HOUR_MS = 3_600_000;
const SEED = 2013;

/** Office hours with holidays and made-up working days, in a zone with daylight saving. */
const office = compileCalendar({
  id: 'bench-office',
  version: 1,
  zone: 'Europe/Berlin',
  weekly: [1, 2, 3, 4, 5].flatMap((weekday): [number, string, string][] => [
    [weekday, '09:00', '12:30'],
    [weekday, '13:00', '18:00'],
  ]),
  holidays: ['2026-01-01', '2026-05-01', '2026-12-25'],
  openings: [['2026-05-02', '09:00', '18:00']],
  businessDayMinutes: 510,
});

const random = seededRandom(SEED);
const start = Date.parse('2026-01-01T00:00:00.000Z');
const instants = Array.from({ length: INSTANTS }, () => start + random.below(365 * 24) * HOUR_MS);
const at = (index: number): number => instants[index % INSTANTS] ?? start;

/** Every operation answers a number, and the sum of them is used, so that none is left out. */
const operations: Readonly<Record<string, (index: number) => number>> = {
  'add': (index) => office.add(at(index), 510 * 60_000),
  'elapsed': (index) => office.elapsed(at(index), at(index) + 72 * HOUR_MS),
  'is open': (index) => (office.isOpen(at(index)) ? 1 : 0),
  'next opening': (index) => office.nextOpen(at(index)),
  'add with a pause': (index) =>
    office.addPaused(at(index), 510 * 60_000, [
      { fromMs: at(index) + HOUR_MS, toMs: at(index) + 30 * HOUR_MS },
    ]),
  'retarget': (index) =>
    retarget({
      change: 'raised',
      startMs: at(index),
      changedAtMs: at(index) + HOUR_MS,
      originalDueMs: at(index) + 90 * HOUR_MS,
      replacement: { hours: office, targetMs: 510 * 60_000 },
      pauses: [],
    }),
};

export const calendarBench: Bench = {
  name: 'calendar',
  about: 'operations of business time, warm',
  async run() {
    return Object.entries(operations).map(([name, operation]) => figureOf(name, operation));
  },
};

function figureOf(name: string, operation: (index: number) => number): Figure {
  let sum = round(operation);
  const nanoseconds = Array.from({ length: ROUNDS }, () => {
    const startedAt = process.hrtime.bigint();
    sum += round(operation);
    return Number(process.hrtime.bigint() - startedAt) / OPERATIONS;
  });
  if (!Number.isFinite(sum)) throw new Error(`${name} answered no instant`);
  return atMost(`calendar: ${name}`, { value: median(nanoseconds), unit: 'ns' }, LIMIT_NS);
}

function round(operation: (index: number) => number): number {
  let sum = 0;
  for (let index = 0; index < OPERATIONS; index += 1) sum += operation(index);
  return sum;
}
