/**
 * Catches up with an event store, slower than events could come, in a process of its own:
 * `CONNECTION_STRING EVENTS PAUSE_MS`. Answers what memory that took.
 */
import { setTimeout as passed } from 'node:timers/promises';
import { START } from '@caseline/event-sourcing';
import { openEventStoreDb } from '@caseline/event-store-db';

/** How long it stops behind the first tenth: what is taken in meanwhile would pile up. */
const STOP_MS = 20_000;

/** What the reading came to. */
export interface SlowReading {
  readonly events: number;
  readonly batches: number;
  readonly seconds: number;
  /** From before the first event to the highest there ever was. */
  readonly grownMegabytes: number;
}

const [, , connectionString = '', expected, pause] = process.argv;
const KIBIBYTES_PER_MEGABYTE = 1_024;

const store = await openEventStoreDb({ connectionString });
process.once('SIGTERM', () => process.exit(0));
process.send?.({ report: await readSlowly(Number(expected), Number(pause)) });
await store.close();

async function readSlowly(least: number, pauseMs: number): Promise<SlowReading> {
  const before = residentMegabytes();
  const startedAt = performance.now();
  const signal = new AbortController();
  let [events, batches] = [0, 0];
  let hasStopped = false;
  const filter = { streamPrefixes: ['case-'] };
  for await (const message of store.subscribe({ after: START, filter, signal: signal.signal })) {
    if (message.kind === 'caught-up') break;
    events += message.events.length;
    batches += 1;
    const stops: boolean = !hasStopped && events > least / 10;
    hasStopped ||= stops;
    await passed(stops ? STOP_MS : pauseMs);
  }
  signal.abort();
  if (events < least) throw new Error(`${events} events came, ${least} are in the log`);
  const seconds = (performance.now() - startedAt) / 1_000;
  const peak = process.resourceUsage().maxRSS / KIBIBYTES_PER_MEGABYTE;
  return { events, batches, seconds, grownMegabytes: peak - before };
}

function residentMegabytes(): number {
  return process.memoryUsage.rss() / KIBIBYTES_PER_MEGABYTE ** 2;
}
