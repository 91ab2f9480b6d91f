/** Events as they go to readers. A real server has their bytes; ours builds them once as well. */
import services from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type streams from '@eventstore/db-client/generated/streams_pb.js';
import type { LoggedEvent } from './wire-log.ts';
import { eventAnswer } from './wire-messages.ts';

/** An answer to a reading, or its bytes. */
export type ReadAnswer = InstanceType<typeof streams.ReadResp> | Buffer;

/** What all readers of the newest events still ask for. */
const MAX_KEPT = 4_096;

const { read } = services.StreamsService;

/** The call of readings, which takes bytes as they are. */
export const readCall = {
  ...read,
  responseSerialize: (answer: ReadAnswer): Buffer =>
    Buffer.isBuffer(answer) ? answer : read.responseSerialize(answer),
};

interface Kept extends Pick<LoggedEvent, 'data' | 'metadata'> {
  readonly bytes: Buffer;
}

/** The bytes of events, the newest of them kept. */
export class EventBytes {
  readonly #kept = new Map<LoggedEvent, Kept>();

  of(event: LoggedEvent): Buffer {
    const { data, metadata } = event;
    const kept = this.#kept.get(event);
    // A test may alter what is in the log.
    if (kept?.data === data && kept.metadata === metadata) return kept.bytes;
    const bytes = read.responseSerialize(eventAnswer(event));
    this.#kept.set(event, { data, metadata, bytes });
    const [oldest] = this.#kept.size > MAX_KEPT ? this.#kept.keys() : [];
    if (oldest !== undefined) this.#kept.delete(oldest);
    return bytes;
  }
}
