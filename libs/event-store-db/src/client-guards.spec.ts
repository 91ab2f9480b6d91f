import { EventStoreDBClient } from '@eventstore/db-client';
import { describe, expect, test } from '@jest/globals';
import { PassThrough, Readable } from 'node:stream';
import { disposeOf, guardClient, guardStream } from './client-guards.ts';

/** Members that the client's types keep to itself. */
interface ClientInside {
  getChannel(): Promise<{ getConnectivityState(tryToConnect: boolean): number }>;
  readonly disposableStreams: Set<Readable>;
  handleError(grpc: unknown, error: Error): Promise<void>;
}

const metadata = { get: () => [], getMap: () => ({}) };
const UNAVAILABLE = { code: 14, details: 'gone', metadata };

describe('A guarded client', () => {
  test('whose call fails while no cluster is found rejects nothing unseen', async () => {
    const hosts = '127.0.0.1:1,127.0.0.1:1';
    const discovery = 'gossipTimeout=1&discoveryInterval=1&maxDiscoverAttempts=1';
    const text = `esdb://${hosts}?tls=false&${discovery}`;
    const client = guardClient(EventStoreDBClient.connectionString(text));
    const inside = client as unknown as ClientInside;
    const searching = inside.getChannel();
    const older = { getChannel: () => undefined };
    const handled = inside.handleError(older, Object.assign(new Error('gone'), UNAVAILABLE));
    await expect(searching).rejects.toThrow();
    await expect(handled).resolves.toBeUndefined();
  });
});

const SHUT_DOWN = 4;

describe('A client that is let go', () => {
  test('closes its connection although one of its calls does not end', async () => {
    const client = EventStoreDBClient.connectionString('esdb://127.0.0.1:1?tls=false');
    const inside = client as unknown as ClientInside;
    const channel = await inside.getChannel();
    inside.disposableStreams.add(new Readable({ destroy: () => undefined }));
    await disposeOf(client);
    expect(channel.getConnectivityState(false)).toBe(SHUT_DOWN);
  });
});

describe('A guarded stream', () => {
  test('may fail when its reader has gone', () => {
    const stream = guardStream(new PassThrough());
    // Without a listener this throws, outside any call that could catch it.
    expect(() => stream.emit('error', new Error('late'))).not.toThrow();
  });
});
