/** Errors as a real server states them: a gRPC code, and what it means in the metadata. */
import grpc from '@grpc/grpc-js';
import type { Refusal } from './faults.ts';
import { bytesOf } from './wire-messages.ts';

/** The largest append of a real server by default. */
const MAX_APPEND_BYTES = 1024 * 1024;

type Meaning = Readonly<Record<string, string>>;

export function serviceError(
  code: grpc.status,
  details: string,
  meaning: Meaning = {},
): grpc.ServiceError {
  const metadata = new grpc.Metadata();
  for (const [key, value] of Object.entries(meaning)) {
    metadata.add(key, key.endsWith('-bin') ? Buffer.from(bytesOf(value)) : value);
  }
  return Object.assign(new Error(details), { code, details, metadata });
}

const refusals: Readonly<Record<Refusal, readonly [grpc.status, string, Meaning?]>> = {
  unavailable: [grpc.status.UNAVAILABLE, 'Server is unavailable'],
  internal: [grpc.status.INTERNAL, 'Internal error'],
  'not-ready': [grpc.status.UNKNOWN, 'Server Is Not Ready'],
  timeout: [grpc.status.ABORTED, 'Prepare phase timeout'],
  cancelled: [grpc.status.CANCELLED, 'Operation was cancelled'],
  'access-denied': [
    grpc.status.PERMISSION_DENIED,
    'Access Denied',
    { exception: 'access-denied' },
  ],
  'too-large': [
    grpc.status.INVALID_ARGUMENT,
    'Maximum Append Size Exceeded',
    { exception: 'maximum-append-size-exceeded', 'maximum-append-size': String(MAX_APPEND_BYTES) },
  ],
};

export const refusalError = (refusal: Refusal): grpc.ServiceError => {
  const [code, details, meaning] = refusals[refusal];
  return serviceError(code, details, meaning);
};

export const notLeader = (leader: { readonly host: string; readonly port: number }) =>
  serviceError(grpc.status.NOT_FOUND, `Leader info available`, {
    exception: 'not-leader',
    'leader-endpoint-host': leader.host,
    'leader-endpoint-port': String(leader.port),
  });

export const streamDeleted = (streamId: string): grpc.ServiceError =>
  serviceError(grpc.status.FAILED_PRECONDITION, `Event stream '${streamId}' is deleted.`, {
    exception: 'stream-deleted',
    'stream-name': streamId,
  });

export const consumerTooSlow = (): grpc.ServiceError =>
  serviceError(grpc.status.ABORTED, 'Operation timed out: Consumer too slow to handle event');

export const invalidPosition = (): grpc.ServiceError =>
  serviceError(grpc.status.INVALID_ARGUMENT, 'Invalid position');
