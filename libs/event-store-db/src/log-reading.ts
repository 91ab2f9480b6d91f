import { EventStoreBusy, START, UnreadableEvent } from '@caseline/event-sourcing';
import type {
  Position,
  ReadStreamOptions,
  RecordedEvent,
  StreamFilter,
} from '@caseline/event-sourcing';
import { BackOff } from './back-off.ts';
import { detailOf, mayBePositionRefusal, meaningOf } from './client-errors.ts';
import type { Connection } from './connection.ts';
import { DeadlinePassed } from './deadline.ts';
import { EventStoreDbError } from './event-store-db-error.ts';
import { StreamPump } from './stream-pump.ts';
import { isWanted, readMessage } from './wire/read-message.ts';
import type { ReadMessage } from './wire/read-message.ts';
import type { NameFilter, ReadRequest } from './wire/read-request.ts';

/** How often a reading is tried again before the store counts as out of reach. */
export const MAX_READ_ATTEMPTS = 5;
/** Events waiting between the network and the reader. */
const QUEUE = 256;
/** How far back the log is searched for wanted events among the server's own. */
const SEARCH_PAGES = [32, 4_096] as const;

/** Everything that a reading brings, in batches; its call ends with the loop. */
async function* messagesOf(
  connection: Connection,
  request: ReadRequest,
): AsyncGenerator<readonly ReadMessage[]> {
  const pump = new StreamPump(connection.lease(), QUEUE, request);
  let failure: unknown;
  try {
    for (;;) {
      const batch = await pump.next(connection.timings.callMs);
      if (batch === 'ended') return;
      if (batch === 'quiet') throw new DeadlinePassed('a reading got no answer in time');
      yield batch.map(readMessage);
    }
  } catch (error) {
    failure = error;
    throw error;
  } finally {
    pump.close(failure);
  }
}

/** Tries again what failed on the way; what the server refuses is thrown at once. */
export async function retrying<T>(connection: Connection, read: () => Promise<T>): Promise<T> {
  const backOff = new BackOff(connection.timings);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await read();
    } catch (error) {
      const given = readFailure(error, attempt >= MAX_READ_ATTEMPTS);
      if (given !== undefined) throw given;
      await backOff.wait();
    }
  }
}

/** What no repetition can mend, as an error that says what to do; undefined for all else. */
export function refusalIn(error: unknown): Error | undefined {
  if (error instanceof EventStoreDbError || error instanceof UnreadableEvent) return error;
  if (meaningOf(error) !== 'access-denied') return undefined;
  return new EventStoreDbError(
    'event-store-access-denied',
    'The event store denies the account of the connection string what it asked for. ' +
      'Give it name and password of an account that may read $all and write case streams; ' +
      'with tls=false no credentials are sent.',
    { cause: error },
  );
}

/** The error to give up with; undefined when another attempt may help. */
function readFailure(error: unknown, isLastAttempt: boolean): Error | undefined {
  const refusal = refusalIn(error);
  if (refusal !== undefined) return refusal;
  if (!isLastAttempt) return undefined;
  const message = `The event store does not answer: ${detailOf(error)}`;
  return new EventStoreBusy(message, { cause: error });
}

/** Events of a stream; throws `UnreadableEvent` at one that is not as we write it. */
export function readStreamEvents(
  connection: Connection,
  streamId: string,
  options: ReadStreamOptions,
): Promise<readonly RecordedEvent[]> {
  return retrying(connection, async () => {
    const messages = await readStreamOnce(connection, streamId, options);
    return messages.map((message) => {
      if (message.kind === 'event') return message.event;
      const detail = message.kind === 'malformed' ? message.detail : 'an event of the server';
      throw new UnreadableEvent(`${streamId} has an event that cannot be read: ${detail}`);
    });
  });
}

/** The last events of a stream with what the server says of them; one attempt. */
export async function readStreamOnce(
  connection: Connection,
  streamId: string,
  options: ReadStreamOptions,
): Promise<readonly ReadMessage[]> {
  const { max, direction = 'forwards' } = options;
  const from = options.from ?? (direction === 'forwards' ? 'start' : 'end');
  const read: ReadMessage[] = [];
  try {
    const messages = messagesOf(connection, { streamId, from, direction, max });
    for await (const batch of messages) read.push(...batch);
    return read;
  } catch (error) {
    if (meaningOf(error) === 'no-stream') return [];
    throw error;
  }
}

/**
 * What is behind a position up to the end of the log; without a filter the server's own events are
 * included.
 */
export async function* readBehind(
  connection: Connection,
  after: Position,
  filter?: NameFilter,
): AsyncGenerator<readonly ReadMessage[]> {
  // The server reads from where an event begins. `after` is the beginning of one that was seen; a
  // caller who wants the event at `after + 1` has seen that one. A server in trouble refuses alike,
  // so it is the position only when it is refused again.
  const starts = after === START ? [START] : [after, after + 1, after];
  for (const [index, start] of starts.entries()) {
    let hasBegun = false;
    try {
      for await (const batch of messagesOf(connection, allBehind(start, filter))) {
        hasBegun = true;
        const behind = batch.filter(({ position }) => position === undefined || position > after);
        if (behind.length > 0) yield behind;
      }
      return;
    } catch (error) {
      if (hasBegun || after === START || !mayBePositionRefusal(error)) throw error;
      if (index === starts.length - 1) throw await unknownPosition(connection, after, error);
    }
  }
}

const allBehind = (start: Position, filter: NameFilter | undefined): ReadRequest => ({
  from: start === START ? 'start' : start,
  direction: 'forwards',
  max: Number.MAX_SAFE_INTEGER,
  ...(filter === undefined ? {} : { filter }),
});

/** Throws when not even the head can be read: then it is not the position. */
async function unknownPosition(
  connection: Connection,
  after: Position,
  error: unknown,
): Promise<unknown> {
  await readHead(connection);
  return new EventStoreDbError(
    'position-unknown',
    `The log has no event at position ${after}. A position belongs to the log it was read from; ` +
      'views of another log must be rebuilt.',
    { cause: error },
  );
}

/** The position of the last event, the server's own included; `START` in an empty log. */
export async function readHead(connection: Connection): Promise<Position> {
  for await (const [last] of messagesOf(connection, lastOf(1))) {
    if (last?.position !== undefined) return last.position;
    throw new EventStoreDbError(
      'event-store-too-old',
      'The event store does not say where its events stand: version 22.6 or newer is needed.',
    );
  }
  return START;
}

/** When the last of our own events was recorded; undefined where none is near the end. */
export async function readLastRecordedAt(connection: Connection): Promise<string | undefined> {
  for (const max of SEARCH_PAGES) {
    for await (const batch of messagesOf(connection, lastOf(max))) {
      const last = batch.find((message) => message.kind === 'event');
      if (last !== undefined) return last.event.metadata.recordedAt;
    }
  }
  return undefined;
}

/** What the end of the log says about a reader. */
export type EndOfLog =
  /** Nothing that the reader wants is behind its position; the log ends at `head`. */
  | { readonly kind: 'nothing-missing'; readonly head: Position }
  | { readonly kind: 'something-missing' };

/**
 * Whether a wanted event lies behind the position. The server looks, so that a reader of few
 * streams is not sent the log of all the others to find that nothing in it is meant for him.
 */
export async function lookBehind(
  connection: Connection,
  after: Position,
  filter: StreamFilter | undefined,
): Promise<EndOfLog> {
  // Asked first: what comes while the server looks may be behind it.
  const head = Math.max(await readHead(connection), after);
  if (head === after) return { kind: 'nothing-missing', head };
  for await (const batch of readBehind(connection, after, nameFilterOf(filter))) {
    if (batch.some((message) => isMissed(message, filter))) return { kind: 'something-missing' };
  }
  return { kind: 'nothing-missing', head };
}

/** The server's own streams are never wanted. */
export function nameFilterOf(filter: StreamFilter | undefined): NameFilter {
  const { streamPrefixes: prefixes = [] } = filter ?? {};
  return prefixes.length > 0 ? { prefixes } : { regex: '^[^$]' };
}

function isMissed(message: ReadMessage, filter: StreamFilter | undefined): boolean {
  if (message.kind === 'system') return false;
  const streamId = message.kind === 'event' ? message.event.streamId : message.streamId;
  return streamId === undefined || isWanted(streamId, filter);
}

const lastOf = (max: number): ReadRequest => ({ from: 'end', direction: 'backwards', max });
