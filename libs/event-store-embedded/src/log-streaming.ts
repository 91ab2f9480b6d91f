import type {
  EventMark,
  Position,
  ReadAllOptions,
  RecordedEvent,
  StreamFilter,
  SubscribeOptions,
  SubscriptionMessage,
} from '@caseline/event-sourcing';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AppendSignal } from './append-signal.ts';
import type { LogReader } from './log-reader.ts';

/** Events in one batch when the reader does not say. */
export const DEFAULT_BATCH_SIZE = 500;

/** The largest batch that may be asked for. */
export const MAX_BATCH_SIZE = 4_096;

/** Batches of what is in the log now. */
export async function* readLog(
  reader: LogReader,
  options: ReadAllOptions,
): AsyncGenerator<readonly RecordedEvent[]> {
  const max = batchSizeOf(options);
  const upTo = reader.head();
  let { after } = options;
  while (after < upTo) {
    const page = reader.readLog({ after, upTo, max }, options.filter);
    if (page.scannedTo === after) return;
    after = page.scannedTo;
    if (page.events.length > 0) yield page.events;
    // Reading is synchronous: let others have their turn between two pages.
    await nextTurn();
  }
}

/** The marks of what is in the log now, in batches; events themselves are not read. */
export async function* readMarks(
  reader: LogReader,
  options: Omit<ReadAllOptions, 'filter'>,
): AsyncGenerator<readonly EventMark[]> {
  const max = batchSizeOf(options);
  const upTo = reader.head();
  let { after } = options;
  while (after < upTo) {
    const marks = reader.marks({ after, upTo, max });
    const last = marks.at(-1);
    if (last === undefined) return;
    after = last.position;
    yield marks;
    await nextTurn();
  }
}

/** What a subscription follows: a log, and the news of its growth. */
export interface GrowingLog {
  readonly reader: LogReader;
  readonly appends: AppendSignal;
}

/** Catches up, then follows; ends when the signal aborts or the log is closed. */
export async function* followLog(
  log: GrowingLog,
  options: SubscribeOptions,
): AsyncGenerator<SubscriptionMessage> {
  const { signal } = options;
  const max = batchSizeOf(options);
  let { after } = options;
  let toldCaughtUpAt: Position | undefined;
  const isOver = () => signal.aborted || log.appends.isClosed;
  while (!isOver()) {
    const { version } = log.appends;
    const page = nextPage(log.reader, { after, max, filter: options.filter });
    after = page.scannedTo;
    if (page.events.length > 0) yield { kind: 'events', events: page.events };
    if (!page.isEnd) {
      await nextTurn();
      continue;
    }
    if (toldCaughtUpAt !== after && !isOver()) yield { kind: 'caught-up', position: after };
    toldCaughtUpAt = after;
    await log.appends.changedSince(version, signal);
  }
}

function nextPage(
  reader: LogReader,
  from: { after: Position; max: number; filter: StreamFilter | undefined },
) {
  const upTo = reader.head();
  const page = reader.readLog({ after: from.after, upTo, max: from.max }, from.filter);
  return { ...page, isEnd: page.scannedTo >= upTo };
}

function batchSizeOf(options: ReadAllOptions): number {
  const size = options.batchSize ?? DEFAULT_BATCH_SIZE;
  if (Number.isInteger(size) && size >= 1 && size <= MAX_BATCH_SIZE) return size;
  throw new RangeError(`batchSize must be 1 to ${MAX_BATCH_SIZE}, not ${size}`);
}
