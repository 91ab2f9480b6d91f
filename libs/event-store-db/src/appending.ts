import {
  AppendOutcomeUnknown,
  EventStoreReadOnly,
  NO_STREAM,
  UnstorableEvent,
  WrongExpectedRevision,
} from '@caseline/event-sourcing';
import type { AppendResult } from '@caseline/event-sourcing';
import { BackOff } from './back-off.ts';
import { detailOf, meaningOf, revisionStatedBy } from './client-errors.ts';
import type { Connection } from './connection.ts';
import { readStreamOnce } from './log-reading.ts';
import type { SealedAppend } from './sealed-append.ts';
import type { ReadMessage } from './wire/read-message.ts';

/** How often one append is sent before its outcome counts as unknown. */
export const MAX_APPEND_ATTEMPTS = 3;

/** What the stream says about an append whose answer is missing. */
type Finding =
  | { readonly kind: 'written'; readonly result: AppendResult }
  | { readonly kind: 'taken'; readonly actualRevision: number }
  | { readonly kind: 'not-there' };

/**
 * Sends an append until it is known what became of it. Every attempt is the same to the byte, at
 * the same revision, so at most one can take effect. Throws the errors of `EventStore.append`.
 */
export async function deliver(connection: Connection, append: SealedAppend): Promise<AppendResult> {
  const backOff = new BackOff(connection.timings);
  let detail = '';
  for (let attempt = 1; attempt <= MAX_APPEND_ATTEMPTS; attempt += 1) {
    try {
      return await send(connection, append);
    } catch (error) {
      detail = detailOf(error);
      // Even a refusal may be that of another append: the client gives the error of a stream to all
      // that wait in the process.
      const found = await look(connection, append, error);
      if (found.kind === 'written') return found.result;
      if (found.kind === 'taken') throw conflict(append, found.actualRevision);
      const refusal = refusalOf(append, error);
      if (refusal !== undefined) throw refusal;
    }
    const { streamId } = append;
    connection.onFault({ kind: 'append-outcome-unknown', detail, streamId, attempt });
    if (attempt < MAX_APPEND_ATTEMPTS) await backOff.wait();
  }
  throw new AppendOutcomeUnknown(
    `Nobody can say whether ${append.streamId} got its events behind revision ` +
      `${append.expectedRevision}: ${detail}`,
  );
}

async function send(connection: Connection, append: SealedAppend): Promise<AppendResult> {
  const { expectedRevision, events, recordedAt } = append;
  const answer = await connection.use('an append', (calls) => calls.append(append));
  const { revision, position } = answer;
  if (position === undefined || revision !== expectedRevision + events.length) {
    throw new Error(`the answer to an append of ${events.length} events names ${revision}`);
  }
  return { revision, position, recordedAt };
}

/** Looks for the append in its stream. What cannot be looked for is not there yet. */
async function look(
  connection: Connection,
  append: SealedAppend,
  error: unknown,
): Promise<Finding> {
  try {
    return await connection.use('looking for an append', () => find(connection, append, error));
  } catch {
    return { kind: 'not-there' };
  }
}

async function find(
  connection: Connection,
  append: SealedAppend,
  error: unknown,
): Promise<Finding> {
  const { streamId, expectedRevision, hashes } = append;
  const stated = meaningOf(error) === 'wrong-revision' ? statedRevision(error) : undefined;
  const behind = { from: expectedRevision + 1, max: hashes.length };
  const tail = await readStreamOnce(connection, streamId, behind);
  const isOurs = hashes.every((hash, index) => hashIn(tail[index]) === hash);
  if (isOurs) return { kind: 'written', result: resultOf(append, tail) };
  if (tail.length > 0) {
    const actualRevision = stated ?? (await currentRevision(connection, append));
    return { kind: 'taken', actualRevision };
  }
  // A stream that is shorter than expected cannot hold what was to stand behind that.
  const isShorter = stated !== undefined && stated < expectedRevision;
  return isShorter ? { kind: 'taken', actualRevision: stated } : { kind: 'not-there' };
}

async function currentRevision(
  connection: Connection,
  { streamId, expectedRevision }: SealedAppend,
): Promise<number> {
  const [last] = await readStreamOnce(connection, streamId, { max: 1, direction: 'backwards' });
  if (last?.kind === 'event') return last.event.revision;
  return last?.kind === 'malformed' ? (last.revision ?? expectedRevision + 1) : NO_STREAM;
}

/** A stream that the server calls empty is at `NO_STREAM`. */
const statedRevision = (error: unknown): number => revisionStatedBy(error) ?? NO_STREAM;

const hashIn = (message: ReadMessage | undefined): string | undefined =>
  message?.kind === 'event' ? message.event.metadata.hash : undefined;

function resultOf({ recordedAt }: SealedAppend, tail: readonly ReadMessage[]): AppendResult {
  const last = tail.at(-1);
  if (last?.kind !== 'event') throw new Error('an append that was found has no last event');
  return { revision: last.event.revision, position: last.position, recordedAt };
}

const conflict = ({ streamId, expectedRevision }: SealedAppend, actualRevision: number) =>
  new WrongExpectedRevision(streamId, expectedRevision, actualRevision);

/** Errors after which nothing was written, and nothing will be. */
function refusalOf({ streamId }: SealedAppend, error: unknown): Error | undefined {
  switch (meaningOf(error)) {
    case 'too-large':
      return new UnstorableEvent(`the event store takes no append of that size: ${streamId}`);
    case 'access-denied':
      return new EventStoreReadOnly(
        `The account of the connection string may not write to ${streamId}: ${detailOf(error)}`,
      );
    case 'stream-deleted':
      return new EventStoreReadOnly(`${streamId} was deleted in the event store for good.`);
    case 'wrong-revision':
    case 'no-stream':
    case 'reconnecting':
    case 'argument-refused':
    case 'unexplained':
      return undefined;
  }
}
