/** What is mended in a client of `@eventstore/db-client` before it is used. */
import type { EventStoreDBClient } from '@eventstore/db-client';
import type { Duplex, Readable, Transform } from 'node:stream';
import { detailOf } from './client-errors.ts';
import { within } from './deadline.ts';

/** The longest that the end of a client's calls may take before its connection is cut. */
const END_CALLS_MS = 1_000;

/** Stands in a reading for an event that the client itself could not read. */
export class UnreadableMessage {
  readonly detail: string;
  readonly position: number | undefined;

  constructor(detail: string, position: number | undefined) {
    this.detail = detail;
    this.position = position;
  }
}

type GrpcClient = { batchAppend(...options: readonly unknown[]): Duplex };
type CreateStream = (client: GrpcClient) => unknown;
type MakeStream = (
  ...given: readonly [type: unknown, name: string, create: CreateStream, ...more: unknown[]]
) => unknown;

/** Members of the client that its types keep to itself. The version is pinned and final. */
interface ClientInside {
  handleError(...given: readonly unknown[]): Promise<void>;
  GRPCStreamCreator: MakeStream;
  getChannel(): Promise<{ close(): void }>;
}

const insideOf = (client: EventStoreDBClient): ClientInside => client as unknown as ClientInside;

/**
 * Two of the client's promises have nobody who looks at their rejection, and an answer that nobody
 * waits for throws within its own stream: each of the three would end the process.
 */
export function guardClient(client: EventStoreDBClient): EventStoreDBClient {
  const inside = insideOf(client);
  const { handleError, GRPCStreamCreator: makeStream } = inside;
  // Nobody awaits it; while the cluster is searched in vain it rejects.
  inside.handleError = (...given) => handleError(...given).catch(() => undefined);
  inside.GRPCStreamCreator = (...given) => {
    const [type, name, create, ...more] = given;
    return makeStream(type, name, (grpc) => create(guardBatchAppend(grpc)), ...more);
  };
  return client;
}

/** Ends what a client has open: its streams, then its connection. */
export async function disposeOf(client: EventStoreDBClient): Promise<void> {
  // Asked for first: once its calls are gone the client may have to find a server anew.
  const channel = await insideOf(client).getChannel();
  await within(END_CALLS_MS, 'ending calls', () => client.dispose()).catch(() => undefined);
  channel.close();
}

function guardBatchAppend(grpc: GrpcClient): GrpcClient {
  return new Proxy(grpc, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      if (name !== 'batchAppend') return member.bind(target) as unknown;
      return (...options: readonly unknown[]) => guardAnswers(target.batchAppend(...options));
    },
  });
}

function guardAnswers(stream: Duplex): Duplex {
  const on = stream.on.bind(stream);
  const write = stream.write.bind(stream) as (message: unknown) => boolean;
  return Object.assign(stream, {
    on: (event: string, listener: (...given: readonly unknown[]) => void) =>
      on(event, event === 'data' ? withoutThrowing(listener) : listener),
    /**
     * The client queues writes behind a full stream, and when that stream fails the rejections of
     * the queue have nobody who looks. How much waits is bounded by the appends under way.
     */
    write: (message: unknown) => {
      write(message);
      return true;
    },
  });
}

/** A second answer finds nobody waiting; the client takes that apart and throws. */
const withoutThrowing =
  (listener: (...given: readonly unknown[]) => void) =>
  (...given: readonly unknown[]): void => {
    try {
      listener(...given);
    } catch {
      // The append it belongs to was answered before, or is looked for after its deadline.
    }
  };

type MessageWithEvent = { getEvent?(): { getCommitPosition?(): string } | undefined };

/** Lets a reading go on behind an event at which the client's own conversion throws. */
export function guardStream<Stream>(given: Stream): Stream {
  const stream = given as unknown as Transform;
  const transform = stream._transform.bind(stream) as (
    ...given: Parameters<Transform['_transform']>
  ) => unknown;
  stream._transform = (message: unknown, encoding, next) => {
    const unreadable = (error: unknown) => next(null, unreadableMessage(message, error));
    try {
      const done = transform(message, encoding, next);
      if (done instanceof Promise) done.catch(unreadable);
    } catch (error) {
      unreadable(error);
    }
  };
  // An error event without a listener ends the process; the one who reads sees it anyway.
  stream.on('error', () => undefined);
  // A call has ended only when what it has brought is read; until then the client holds on to it.
  stream.on('unpipe', (source: Readable) => void source.resume());
  return given;
}

function unreadableMessage(message: unknown, error: unknown): UnreadableMessage {
  const position = (message as MessageWithEvent).getEvent?.()?.getCommitPosition?.();
  const isKnown = position !== undefined && Number(position) > 0;
  return new UnreadableMessage(detailOf(error), isKnown ? Number(position) : undefined);
}
