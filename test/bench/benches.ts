import { breachesBench } from './breaches.bench.ts';
import { calendarBench } from './calendar.bench.ts';
import { commandsBench } from './commands.bench.ts';
import { exportsBench } from './exports.bench.ts';
import type { Bench } from './figure.ts';
import { importBench } from './import.bench.ts';
import { ledgerBench } from './ledger.bench.ts';
import { millionBench } from './million.bench.ts';
import { postgresBench } from './postgres.bench.ts';
import { queueBench } from './queue.bench.ts';
import { remoteBench } from './remote.bench.ts';
import { whatIfBench } from './what-if.bench.ts';

/** Everything that `npm run bench` can measure, in order. */
export const benches: readonly Bench[] = [
  commandsBench,
  importBench,
  millionBench,
  calendarBench,
  queueBench,
  breachesBench,
  postgresBench,
  remoteBench,
  ledgerBench,
  whatIfBench,
  exportsBench,
];
