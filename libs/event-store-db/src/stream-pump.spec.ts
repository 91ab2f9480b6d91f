import { describe, expect, test } from '@jest/globals';
import { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import type { LeasedClient } from './connection.ts';
import { StreamPump } from './stream-pump.ts';

/** A call whose server is the test. */
class Call extends Readable {
  isCancelled = false;

  constructor() {
    super({ objectMode: true });
  }

  override _read(): void {}

  cancel(): void {
    this.isCancelled = true;
  }
}

const REQUEST = { from: 'start', direction: 'forwards', max: 1 } as const;

/** A client that opens the call when it is told to. */
function clientOpening(call: Call) {
  const { promise, resolve } = Promise.withResolvers<Call>();
  const calls = { read: () => promise, errorOf: (error: Error) => error };
  const lease = { calls, release: () => undefined } as unknown as LeasedClient;
  return { lease, open: () => resolve(call) };
}

describe('A reading', () => {
  test('that was left before its call was open ends it all the same', async () => {
    const call = new Call();
    const { lease, open } = clientOpening(call);
    const pump = new StreamPump(lease, 1, REQUEST);
    pump.close();
    expect(await pump.next(1_000)).toBe('ended');
    open();
    await turn();
    await turn();
    expect(call.isCancelled).toBe(true);
  });
});
