/** The answer to an append over the call that all of a client share: `BatchAppendResp`. */
import { CORRELATION_START } from './append-message.ts';
import { MessageReader } from './message-reader.ts';

/** Where the server says that an append ended. */
export interface AppendSuccess {
  readonly revision: number;
  /** Undefined where it does not say. */
  readonly position: number | undefined;
}

/** A refusal as the client's own errors tell it: `type`, and the revision where it is told. */
export class AppendRefused extends Error {
  override readonly name = 'AppendRefused';
  readonly type: string;
  readonly actualVersion: bigint | undefined;

  constructor(type: string, message: string, actualVersion?: bigint) {
    super(message);
    this.type = type;
    this.actualVersion = actualVersion;
  }
}

/** An answer, and the append that it belongs to. */
export interface AppendAnswer {
  readonly correlation: number;
  readonly outcome: AppendSuccess | AppendRefused;
}

/** Throws `NotProtobuf`. */
export function readAppendAnswer(bytes: Buffer): AppendAnswer {
  let correlation = -1;
  let outcome: AppendAnswer['outcome'] | undefined;
  const reader = new MessageReader(bytes);
  reader.each((field) => {
    if (field === 1) correlation = correlationIn(reader.message());
    else if (field === 2) outcome = refusalIn(reader.message());
    else if (field === 3) outcome = successIn(reader.message());
  });
  outcome ??= new AppendRefused('unknown', 'the answer to an append says nothing');
  return { correlation, outcome };
}

/** The number at the end of a UUID, which a server gives back as text or as two numbers. */
function correlationIn(uuid: MessageReader): number {
  let correlation = -1;
  uuid.each((field) => {
    if (field === 1) correlation = lastBitsIn(uuid.message());
    if (field === 2) correlation = Number.parseInt(uuid.text().slice(CORRELATION_START.length), 16);
  });
  return correlation;
}

function lastBitsIn(structured: MessageReader): number {
  let bits = 0n;
  structured.each((field) => {
    if (field === 2) bits = BigInt.asUintN(48, structured.bits());
  });
  return Number(bits);
}

function successIn(success: MessageReader): AppendSuccess {
  let revision = 0;
  let position: number | undefined;
  success.each((field) => {
    if (field === 1) revision = success.integer();
    if (field === 3) position = commitIn(success.message());
  });
  return { revision, position };
}

function commitIn(position: MessageReader): number {
  let commit = 0;
  position.each((field) => {
    if (field === 1) commit = position.integer();
  });
  return commit;
}

/** How the client names the refusals that a server tells by a message of their own. */
const refusalTypes = new Map([
  ['event_store.client.WrongExpectedVersion', 'wrong-expected-version'],
  ['event_store.client.StreamDeleted', 'stream-deleted'],
  ['event_store.client.AccessDenied', 'access-denied'],
  ['event_store.client.Timeout', 'deadline-exceeded'],
  ['event_store.client.MaximumAppendSizeExceeded', 'maximum-append-size-exceeded'],
]);

function refusalIn(status: MessageReader): AppendRefused {
  let text = '';
  let details: MessageReader | undefined;
  status.each((field) => {
    if (field === 2) text = status.text();
    if (field === 3) details = status.message();
  });
  return details === undefined ? new AppendRefused('unknown', text) : detailed(details, text);
}

function detailed(details: MessageReader, text: string): AppendRefused {
  let typeUrl = '';
  let value: MessageReader | undefined;
  details.each((field) => {
    if (field === 1) typeUrl = details.text();
    if (field === 2) value = details.message();
  });
  const type = refusalTypes.get(typeUrl.slice(typeUrl.lastIndexOf('/') + 1)) ?? 'unknown';
  const isRevision = type === 'wrong-expected-version' && value !== undefined;
  return new AppendRefused(type, text || type, isRevision ? currentIn(value) : undefined);
}

/** The revision of the stream; undefined for one without events. */
function currentIn(wrongVersion: MessageReader | undefined): bigint | undefined {
  let current: bigint | undefined;
  wrongVersion?.each((field) => {
    if (field === 1) current = wrongVersion.bits();
  });
  return current;
}
