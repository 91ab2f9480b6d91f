import { EventStoreBusy } from '@caseline/event-sourcing';
import type { Position, RecordedEvent, StreamFilter } from '@caseline/event-sourcing';
import { BackOff } from './back-off.ts';
import { detailOf } from './client-errors.ts';
import type { Connection } from './connection.ts';
import { MAX_READ_ATTEMPTS, readBehind, refusalIn } from './log-reading.ts';
import { stepOf } from './log-step.ts';

/** A part of the log to read, and the batches to read it in. */
export interface LogRange {
  readonly after: Position;
  /** Events behind it came after the reading began. */
  readonly upTo: Position;
  readonly filter: StreamFilter | undefined;
  readonly batchSize: number;
}

/** Batches of a part of the log; a reading that breaks off goes on behind what was read. */
export async function* readBatches(
  connection: Connection,
  range: LogRange,
): AsyncGenerator<readonly RecordedEvent[]> {
  const { upTo, batchSize } = range;
  const backOff = new BackOff(connection.timings);
  const progress = { after: range.after };
  let collected: RecordedEvent[] = [];
  for (let attempt = 1; progress.after < upTo; attempt += 1) {
    try {
      for await (const events of eventsBehind(connection, range, progress)) {
        attempt = 1;
        collected.push(...events);
        while (collected.length >= batchSize) {
          yield collected.slice(0, batchSize);
          collected = collected.slice(batchSize);
        }
      }
      break;
    } catch (error) {
      const refusal = refusalIn(error);
      if (refusal !== undefined) throw refusal;
      if (attempt >= MAX_READ_ATTEMPTS) {
        const message = `The event store does not answer: ${detailOf(error)}`;
        throw new EventStoreBusy(message, { cause: error });
      }
      await backOff.wait();
    }
  }
  if (collected.length > 0) yield collected;
}

async function* eventsBehind(
  connection: Connection,
  { filter, upTo }: LogRange,
  progress: { after: Position },
): AsyncGenerator<readonly RecordedEvent[]> {
  for await (const messages of readBehind(connection, progress.after)) {
    const { events, position } = stepOf(connection, progress.after, { messages, filter });
    progress.after = position;
    yield events.filter((event) => event.position <= upTo);
    if (position >= upTo) return;
  }
}
