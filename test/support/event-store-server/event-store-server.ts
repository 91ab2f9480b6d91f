/**
 * A server that speaks EventStoreDB's protocol, for tests: the generated services of the npm client
 * over a log in memory or in a folder, with faults on demand. It is no product.
 */
import gossip from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import features from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import services from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type { Clock } from '@caseline/event-sourcing';
import grpc from '@grpc/grpc-js';
import { appendService } from './append-service.ts';
import { batchAppendService } from './batch-append-service.ts';
import { deleteService, tombstoneService } from './delete-service.ts';
import { openDurableJournal } from './durable-journal.ts';
import { FaultPlan } from './faults.ts';
import { featuresService, gossipService } from './introduction-services.ts';
import { readService } from './read-service.ts';
import { EventBytes, readCall } from './event-bytes.ts';
import { OpenCalls } from './server-state.ts';
import type { Account, Member, ServerState } from './server-state.ts';
import { noteOpened } from '../left-open.ts';
import { WireLog } from './wire-log.ts';

export interface ServerSettings {
  /** Keeps the log in a folder; else it lives as long as the server. */
  readonly folder?: string;
  /** The log of another server: both are then nodes of one cluster. */
  readonly log?: WireLog;
  /** Any free port when absent. */
  readonly port?: number;
  readonly tls?: { readonly key: string; readonly certificate: string };
  readonly account?: Account;
  /** Stamps the events, where the test has a clock; deadlines go by the machine's. */
  readonly clock?: Clock;
  /** How far the server's clock is ahead. */
  readonly clockAheadMs?: number;
  /** The leader, when it is another node. */
  readonly leader?: () => Member | undefined;
  /** False for a server before 21.10, which takes each append by a call of its own. */
  readonly hasBatchAppend?: boolean;
  /** What a gossip answers; this node alone, as leader, when absent. */
  readonly members?: () => readonly Member[];
}

const HOST = '127.0.0.1';
/** As a real server: an append has 1 MiB, an event in the log up to 16 MiB. */
const MAX_MESSAGE_BYTES = 17 * 1024 * 1024;

export class EventStoreServer {
  readonly faults: FaultPlan;
  readonly calls: OpenCalls;
  readonly log: WireLog;
  readonly port: number;
  readonly #server: grpc.Server;
  readonly #noteClosed: () => void;
  readonly #isTls: boolean;

  private constructor(
    state: ServerState,
    server: grpc.Server,
    at: { readonly port: number; readonly isTls: boolean },
  ) {
    this.faults = state.faults;
    this.calls = state.calls;
    this.log = state.log;
    this.port = at.port;
    this.#server = server;
    this.#isTls = at.isTls;
    this.#noteClosed = noteOpened({ name: 'an event store', close: () => this.stop() });
  }

  static async start(settings: ServerSettings = {}): Promise<EventStoreServer> {
    const { folder, tls } = settings;
    const log = settings.log ?? (await openLog(folder));
    const server = new grpc.Server({
      'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
      'grpc.max_send_message_length': MAX_MESSAGE_BYTES,
    });
    let port = 0;
    const self = () => ({ host: HOST, port, isLeader: settings.leader?.() === undefined });
    const nowMs = (): number => Date.now() + (settings.clockAheadMs ?? 0);
    const state: ServerState = {
      log,
      faults: new FaultPlan(),
      nowMs,
      stampMs: () => settings.clock?.now() ?? nowMs(),
      leader: settings.leader ?? (() => undefined),
      members: settings.members ?? (() => [self()]),
      account: settings.account,
      hasBatchAppend: settings.hasBatchAppend ?? true,
      calls: new OpenCalls(),
      eventBytes: new EventBytes(),
    };
    addServices(server, state);
    port = await bind(server, `${HOST}:${settings.port ?? 0}`, credentialsOf(tls));
    return new EventStoreServer(state, server, { port, isTls: tls !== undefined });
  }

  /** How a client is told to connect; `options` are added as they are. */
  connectionString(options = ''): string {
    return `esdb://${HOST}:${this.port}?tls=${this.#isTls}${options}`;
  }

  /** Ends everything at once, as a kill does; the log in memory stays readable. */
  async stop(): Promise<void> {
    this.#noteClosed();
    this.#server.forceShutdown();
    await this.log.close();
  }
}

async function openLog(folder: string | undefined): Promise<WireLog> {
  if (folder === undefined) return new WireLog();
  return WireLog.open(await openDurableJournal(folder));
}

function addServices(server: grpc.Server, state: ServerState): void {
  server.addService({ ...services.StreamsService, read: readCall }, {
    read: readService(state),
    append: appendService(state),
    batchAppend: batchAppendService(state),
    delete: deleteService(state),
    tombstone: tombstoneService(state),
  });
  server.addService(features.ServerFeaturesService, {
    getSupportedMethods: featuresService(state),
  });
  server.addService(gossip.GossipService, { read: gossipService(state) });
}

function credentialsOf(tls: ServerSettings['tls']): grpc.ServerCredentials {
  if (tls === undefined) return grpc.ServerCredentials.createInsecure();
  const pair = {
    private_key: Buffer.from(tls.key),
    cert_chain: Buffer.from(tls.certificate),
  };
  return grpc.ServerCredentials.createSsl(null, [pair]);
}

function bind(
  server: grpc.Server,
  address: string,
  credentials: grpc.ServerCredentials,
): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(address, credentials, (error, port) => {
      if (error === null) resolve(port);
      else reject(error);
    });
  });
}
