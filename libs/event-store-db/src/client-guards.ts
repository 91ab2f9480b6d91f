/** What is mended in a client of `@eventstore/db-client` before it is used. */
import type { EventStoreDBClient } from '@eventstore/db-client';
import type { EventEmitter } from 'node:events';
import { within } from './deadline.ts';

/** The longest that the end of a client's calls may take before its connection is cut. */
const END_CALLS_MS = 1_000;

/** Members of the client that its types keep to itself. The version is pinned and final. */
interface ClientInside {
  handleError(...given: readonly unknown[]): Promise<void>;
  getChannel(): Promise<{ close(): void }>;
}

const insideOf = (client: EventStoreDBClient): ClientInside => client as unknown as ClientInside;

/** One of the client's promises has nobody who looks at its rejection: it would end the process. */
export function guardClient(client: EventStoreDBClient): EventStoreDBClient {
  const inside = insideOf(client);
  const { handleError } = inside;
  // Nobody awaits it; while the cluster is searched in vain it rejects.
  inside.handleError = (...given) => handleError(...given).catch(() => undefined);
  return client;
}

/** Ends what a client has open: its streams, then its connection. */
export async function disposeOf(client: EventStoreDBClient): Promise<void> {
  // Asked for first: once its calls are gone the client may have to find a server anew.
  const channel = await insideOf(client).getChannel();
  await within(END_CALLS_MS, 'ending calls', () => client.dispose()).catch(() => undefined);
  channel.close();
}

/** An error event without a listener ends the process; the one who reads may have gone. */
export function guardStream<Stream extends EventEmitter>(stream: Stream): Stream {
  stream.on('error', () => undefined);
  return stream;
}
