import { calendarBench } from './calendar.bench.ts';
import { commandsBench } from './commands.bench.ts';
import type { Bench } from './figure.ts';

/** Everything that `npm run bench` can measure, in order. */
export const benches: readonly Bench[] = [calendarBench, commandsBench];
