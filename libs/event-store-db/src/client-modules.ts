import type * as dbClient from '@eventstore/db-client';
import type * as streams from '@eventstore/db-client/generated/streams_grpc_pb.js';

/** The client, and what it was generated from: the names of the calls and who makes them. */
export interface ClientModules {
  readonly client: typeof dbClient;
  readonly streams: Pick<typeof streams, 'StreamsClient' | 'StreamsService'>;
}

/** They cost 185 ms to load; who chose another store does not pay for it. */
export async function loadClientModules(): Promise<ClientModules> {
  const client = await import('@eventstore/db-client');
  const { default: generated } = await import('@eventstore/db-client/generated/streams_grpc_pb.js');
  return { client, streams: generated };
}
