import { DeadlinePassed } from './deadline.ts';

/** What an error of the client means for the call it ended. */
export type ErrorMeaning =
  /** Another revision than the expected one, or the answer to a repetition. */
  | 'wrong-revision'
  | 'no-stream'
  | 'stream-deleted'
  | 'access-denied'
  | 'too-large'
  /** The server does not take what it was asked, such as a position at which no event begins. */
  | 'argument-refused'
  /** The client finds its way by itself: another leader, or a connection that broke. */
  | 'reconnecting'
  /** Anything else; some such errors stay in the client for ever, so it is replaced. */
  | 'unexplained';

/** The client's error types; those not named here are unexplained. */
const meanings = new Map<string, ErrorMeaning>([
  ['wrong-expected-version', 'wrong-revision'],
  ['stream-not-found', 'no-stream'],
  ['no-stream', 'no-stream'],
  ['stream-deleted', 'stream-deleted'],
  ['access-denied', 'access-denied'],
  ['maximum-append-size-exceeded', 'too-large'],
  ['not-leader', 'reconnecting'],
  ['unavailable', 'reconnecting'],
  ['cancelled', 'reconnecting'],
]);

/** gRPC codes of a server that does not take the position it was given. */
const INVALID_ARGUMENT = 3;
const POSITION_CODES: readonly unknown[] = [2, INVALID_ARGUMENT, 11, 13];

export function meaningOf(error: unknown): ErrorMeaning {
  if (error instanceof DeadlinePassed) return 'unexplained';
  const known = meanings.get(String(fieldOf(error, 'type')));
  if (known !== undefined) return known;
  return fieldOf(error, 'code') === INVALID_ARGUMENT ? 'argument-refused' : 'unexplained';
}

/** The revision that the server says a stream is at; undefined when it does not say. */
export function revisionStatedBy(error: unknown): number | undefined {
  const actual = fieldOf(error, 'actualVersion');
  return typeof actual === 'bigint' ? Number(actual) : undefined;
}

/** True when the error may mean that no event begins at the position that was asked for. */
export const mayBePositionRefusal = (error: unknown): boolean =>
  ['argument-refused', 'unexplained'].includes(meaningOf(error)) &&
  POSITION_CODES.includes(fieldOf(error, 'code'));

/** The text of an error, for messages and faults. */
export const detailOf = (error: unknown): string =>
  error instanceof Error ? error.message || error.name : String(error);

function fieldOf(error: unknown, name: string): unknown {
  if (typeof error !== 'object' || error === null) return undefined;
  return (error as Readonly<Record<string, unknown>>)[name];
}
