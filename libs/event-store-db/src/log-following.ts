import type {
  Position,
  RecordedEvent,
  StreamFilter,
  SubscribeOptions,
  SubscriptionMessage,
} from '@caseline/event-sourcing';
import { BackOff } from './back-off.ts';
import { detailOf } from './client-errors.ts';
import type { Connection } from './connection.ts';
import { DeadlinePassed } from './deadline.ts';
import { lookBehind, nameFilterOf, readBehind, refusalIn, retrying } from './log-reading.ts';
import type { EndOfLog } from './log-reading.ts';
import { stepOf } from './log-step.ts';
import type { LogStep } from './log-step.ts';
import { StreamPump } from './stream-pump.ts';
import { readMessage } from './wire/read-message.ts';
import type { ReadRequest } from './wire/read-request.ts';

/** Nothing comes from a subscription although the log goes on. */
class SubscriptionStalled extends DeadlinePassed {}

export interface Following extends Omit<SubscribeOptions, 'batchSize'> {
  readonly batchSize: number;
}

/**
 * Catches up by reading and follows by a subscription; starts again behind the last event it saw
 * when that fails, ends or falls silent. Ends with the signal. Throws what no repetition can mend:
 * missing rights, a position of another log.
 */
export async function* followLog(
  connection: Connection,
  following: Following,
): AsyncGenerator<SubscriptionMessage> {
  const { signal } = following;
  const backOff = new BackOff(connection.timings);
  const progress: Progress = { after: following.after, isTold: false, backOff };
  while (!signal.aborted) {
    let detail = 'the server ended the subscription';
    try {
      yield* followOnce(connection, following, progress);
    } catch (error) {
      const final = refusalIn(error);
      if (final !== undefined && !signal.aborted) throw final;
      detail = detailOf(error);
    }
    if (signal.aborted) return;
    connection.onFault({ kind: 'subscription-resumed', detail, after: progress.after });
    await backOff.wait(signal);
  }
}

/** What a subscription keeps while its connections come and go. */
interface Progress {
  /** The last event that was yielded, or passed over. */
  after: Position;
  /** Whether the reader knows that it has caught up. */
  isTold: boolean;
  readonly backOff: BackOff;
}

async function* followOnce(
  connection: Connection,
  following: Following,
  progress: Progress,
): AsyncGenerator<SubscriptionMessage> {
  const { signal, batchSize } = following;
  for await (const step of stepsBehind(connection, progress.after, following)) {
    for (const events of batchesOf(step.events, batchSize)) {
      if (signal.aborted) return;
      yield { kind: 'events', events };
      progress.after = events.at(-1)?.position ?? progress.after;
      progress.isTold = false;
      progress.backOff.reset();
    }
    progress.after = step.position;
    if (signal.aborted) return;
    if (!step.isEnd || progress.isTold) continue;
    progress.isTold = true;
    yield { kind: 'caught-up', position: step.position };
  }
}

function* batchesOf(events: readonly RecordedEvent[], size: number) {
  for (let from = 0; from < events.length; from += size) yield events.slice(from, from + size);
}

/** First everything there is, then what comes. */
async function* stepsBehind(
  connection: Connection,
  start: Position,
  following: Following,
): AsyncGenerator<LogStep> {
  let after = start;
  for await (const messages of readBehind(connection, after)) {
    const step = stepOf(connection, after, { messages, filter: following.filter });
    after = step.position;
    if (step.events.length > 0) yield step;
    if (following.signal.aborted) return;
  }
  yield { events: [], position: after, isEnd: true };
  yield* liveSteps(connection, after, following);
}

async function* liveSteps(
  connection: Connection,
  start: Position,
  { filter, signal, batchSize }: Following,
): AsyncGenerator<LogStep> {
  const { quietMs, stallMs } = connection.timings;
  const pump = new StreamPump(connection.lease(), batchSize, subscription(start, filter));
  const end = () => pump.close();
  signal.addEventListener('abort', end);
  let after = start;
  let isAtEnd = true;
  let missingSince: number | undefined;
  let failure: unknown;
  try {
    while (!signal.aborted) {
      const messages = await pump.next(isAtEnd ? stallMs : quietMs);
      if (messages === 'ended') return;
      if (messages !== 'quiet') {
        const read = messages.map(readMessage);
        const step = stepOf(connection, after, { messages: read, filter });
        ({ position: after } = step);
        isAtEnd = false;
        missingSince = undefined;
        yield step;
        continue;
      }
      const found = await retrying(connection, () => lookBehind(connection, after, filter));
      missingSince = missingFrom(found, missingSince, stallMs);
      if (found.kind === 'nothing-missing') {
        isAtEnd = true;
        after = found.head;
        yield { events: [], position: after, isEnd: true };
      } else isAtEnd = false;
    }
  } catch (error) {
    failure = error;
    throw error;
  } finally {
    signal.removeEventListener('abort', end);
    pump.close(failure);
  }
}

/** Since when the subscription owes an event; throws when that is too long. */
function missingFrom(
  found: EndOfLog,
  since: number | undefined,
  stallMs: number,
): number | undefined {
  if (found.kind === 'nothing-missing') return undefined;
  const now = performance.now();
  if (since === undefined || now - since < stallMs) return since ?? now;
  throw new SubscriptionStalled(`the subscription says nothing for ${stallMs} ms; the log goes on`);
}

/**
 * Filtered by the server, without its checkpoints: with some versions they run ahead of events not
 * yet sent.
 */
const subscription = (after: Position, filter: StreamFilter | undefined): ReadRequest => ({
  from: after < 0 ? 'start' : after,
  direction: 'forwards',
  max: 'subscription',
  filter: nameFilterOf(filter),
});
