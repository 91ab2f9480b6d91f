/**
 * The calls of a client that carry events. Connections, clusters, credentials and errors are the
 * client's; the messages are ours, because its way with each of them costs several times what the
 * work for it does.
 */
import { NO_STREAM } from '@caseline/event-sourcing';
import type { EventStoreDBClient } from '@eventstore/db-client';
import type { Duplex, Readable } from 'node:stream';
import { guardStream } from './client-guards.ts';
import type { ClientModules } from './client-modules.ts';
import { SharedAppends } from './shared-appends.ts';
import type { AppendCall } from './shared-appends.ts';
import type { AppendSuccess } from './wire/append-answer.ts';
import { readRequest } from './wire/read-request.ts';
import type { ReadRequest } from './wire/read-request.ts';
import { safeInteger } from './wire/safe-integer.ts';

/** A call that brings messages until it ends. */
export interface MessageStream extends Readable {
  cancel(): void;
}

type CallOptions = readonly [metadata: unknown, options: unknown];
type Codec = (message: Buffer) => Buffer;

interface GrpcClient {
  makeServerStreamRequest(
    ...call: readonly [path: string, write: Codec, read: Codec, request: Buffer, ...CallOptions]
  ): MessageStream;
  makeBidiStreamRequest(
    ...call: readonly [path: string, write: Codec, read: Codec, ...CallOptions]
  ): Duplex;
}

/** Members of the client that its types keep to itself. The version is pinned and final. */
interface ClientInside {
  GRPCStreamCreator<Stream>(
    type: unknown,
    name: string,
    create: (client: GrpcClient) => Stream,
  ): () => Promise<Stream>;
  callArguments(base: object, options: object): CallOptions;
  supports(method: unknown): Promise<boolean>;
  createDeadline(ms: number): Date;
}

/**
 * The deadline of an append travels as an instant of our clock and is judged by the server's: with
 * the client's 10 s, a clock 10 s behind writes nothing. Our own deadline ends the waiting.
 */
const APPEND_DEADLINE_MS = 10 * 60_000;
/** Whoever waits for a call has a clock of his own. */
const NO_DEADLINE = { deadline: Number.POSITIVE_INFINITY };
const REQUIRES_LEADER = { requiresLeader: true };

const asItIs: Codec = (message) => message;

/** An append as it is asked for. */
export type AskedAppend = Omit<AppendCall, 'deadlineMs'>;

export class ServerCalls {
  readonly client: EventStoreDBClient;
  readonly #inside: ClientInside;
  readonly #modules: ClientModules;
  readonly #appends: SharedAppends;

  constructor(client: EventStoreDBClient, modules: ClientModules) {
    this.client = client;
    this.#inside = client as unknown as ClientInside;
    this.#modules = modules;
    this.#appends = new SharedAppends({
      open: () => this.#openAppends(),
      errorOf: (error) => this.errorOf(error),
    });
  }

  /** Opens a reading or a subscription. Its messages are bytes. */
  read(request: ReadRequest): Promise<MessageStream> {
    const { path } = this.#modules.streams.StreamsService.read;
    const base = request.streamId === undefined ? {} : REQUIRES_LEADER;
    const bytes = readRequest(request);
    return this.#open('read', (grpc) => {
      const options = this.#inside.callArguments(base, NO_DEADLINE);
      return grpc.makeServerStreamRequest(path, asItIs, asItIs, bytes, ...options);
    });
  }

  /** Rejects with what the server refuses it by, or with what ended the call. */
  async append(append: AskedAppend): Promise<AppendSuccess> {
    const { batchAppend } = this.#modules.streams.StreamsService;
    const isShared = this.#appends.isOpen || (await this.#inside.supports(batchAppend));
    if (!isShared) return this.#appendAlone(append);
    const deadlineMs = this.#inside.createDeadline(APPEND_DEADLINE_MS).getTime();
    return this.#appends.send({ ...append, deadlineMs });
  }

  /** What a call failed with, as the client tells its errors apart. */
  errorOf(error: Error): Error {
    const known: unknown = this.#modules.client.convertToCommandError(error);
    return known instanceof Error ? known : error;
  }

  #openAppends(): Promise<Duplex> {
    const { path } = this.#modules.streams.StreamsService.batchAppend;
    return this.#open('appendToStream', (grpc) => {
      const options = this.#inside.callArguments(REQUIRES_LEADER, NO_DEADLINE);
      return grpc.makeBidiStreamRequest(path, asItIs, asItIs, ...options);
    });
  }

  #open<Stream extends Readable>(
    name: string,
    create: (grpc: GrpcClient) => Stream,
  ): Promise<Stream> {
    const { StreamsClient } = this.#modules.streams;
    return this.#inside.GRPCStreamCreator(StreamsClient, name, (grpc) =>
      guardStream(create(grpc)),
    )();
  }

  /** By a call of its own: servers before 21.10 know no other. */
  async #appendAlone(append: AskedAppend): Promise<AppendSuccess> {
    const { streamId, expectedRevision } = append;
    const events = append.events.map(({ id, type, dataJson, metadataJson }) => ({
      ...{ id, type, contentType: 'application/json' as const },
      data: JSON.parse(dataJson) as Record<string, unknown>,
      metadata: JSON.parse(metadataJson) as Record<string, unknown>,
    }));
    const { NO_STREAM: noStream } = this.#modules.client;
    const answer = await this.client.appendToStream(streamId, events, {
      expectedRevision: expectedRevision === NO_STREAM ? noStream : BigInt(expectedRevision),
      requiresLeader: true,
      deadline: APPEND_DEADLINE_MS,
    });
    const { nextExpectedRevision, position } = answer;
    return {
      revision: safeInteger(nextExpectedRevision),
      position: position === undefined ? undefined : safeInteger(position.commit),
    };
  }
}
