import type { EventStoreDBClient } from '@eventstore/db-client';
import { describe, expect, test } from '@jest/globals';
import { PassThrough } from 'node:stream';
import { loadClientModules } from './client-modules.ts';
import { ServerCalls } from './server-calls.ts';

describe('A reading', () => {
  test('may fail before anybody listens', async () => {
    const call = new PassThrough();
    const grpc = { makeServerStreamRequest: () => call };
    // A client that adds no listener of its own.
    const client = {
      GRPCStreamCreator:
        (_type: unknown, _name: string, create: (from: typeof grpc) => unknown) => () =>
          Promise.resolve(create(grpc)),
      callArguments: () => [],
    } as unknown as EventStoreDBClient;
    const calls = new ServerCalls(client, await loadClientModules());
    await calls.read({ from: 'start', direction: 'forwards', max: 1 });
    expect(() => call.emit('error', new Error('early'))).not.toThrow();
  });
});
