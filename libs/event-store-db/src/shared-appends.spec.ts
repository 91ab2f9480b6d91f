import { describe, expect, test } from '@jest/globals';
import { Duplex } from 'node:stream';
import { SharedAppends } from './shared-appends.ts';
import { MessageWriter } from './wire/message-writer.ts';

/** A call whose server is the test. */
class Call extends Duplex {
  readonly sent: Buffer[] = [];

  constructor() {
    super({ objectMode: true, emitClose: false });
    this.on('error', () => undefined);
  }

  override _read(): void {}

  override _write(message: Buffer, _encoding: string, done: () => void): void {
    this.sent.push(message);
    done();
  }
}

const APPEND = { streamId: 'case-1', expectedRevision: -1, deadlineMs: 1, events: [] };

function answerTo(correlation: number): Buffer {
  const writer = new MessageWriter(0);
  writer.nested(3, () => {
    writer.nested(3, () => writer.member(1, 128));
    writer.member(1, 5);
  });
  writer.nested(1, () => writer.text(2, `00000000-0000-4000-8000-00000000000${correlation}`));
  return writer.written();
}

const opened = () => new Promise<void>((resolve) => setImmediate(resolve));

function appendsOver(calls: readonly Call[]): SharedAppends {
  const left = [...calls];
  return new SharedAppends({
    open: async () => left.shift() ?? Promise.reject(new Error('no call is left')),
    errorOf: (error) => new Error(`told as: ${error.message}`),
  });
}

describe('Appends over one call', () => {
  test('get each their own answer, in whatever order', async () => {
    const call = new Call();
    const appends = appendsOver([call]);
    const [first, second] = [appends.send(APPEND), appends.send(APPEND)];
    await opened();
    expect(call.sent).toHaveLength(2);
    let isFirstAnswered = false;
    void first.then(() => (isFirstAnswered = true));
    call.push(answerTo(2));
    expect(await second).toEqual({ revision: 5, position: 128 });
    expect(isFirstAnswered).toBe(false);
    call.push(answerTo(2));
    call.push(answerTo(1));
    expect(await first).toEqual({ revision: 5, position: 128 });
  });

  test.each<[string, (call: Call) => void, string]>([
    ['the server ends it', (call) => call.push(null), 'the call of the appends has ended'],
    ['it fails', (call) => call.emit('error', new Error('gone')), 'told as: gone'],
    ['what comes is no answer', (call) => call.push(Buffer.from([0x0a, 9])), 'ends within a field'],
  ])('fail when %s, and the next opens another', async (_, end, message) => {
    const [broken, next] = [new Call(), new Call()];
    const appends = appendsOver([broken, next]);
    const failing = appends.send(APPEND);
    await opened();
    end(broken);
    await expect(failing).rejects.toThrow(message);
    expect(appends.isOpen).toBe(false);
    const again = appends.send(APPEND);
    await opened();
    next.push(answerTo(2));
    expect(await again).toEqual({ revision: 5, position: 128 });
  });

  test('that cannot be opened is opened again by the next', async () => {
    const appends = appendsOver([]);
    await expect(appends.send(APPEND)).rejects.toThrow('no call is left');
    expect(appends.isOpen).toBe(false);
  });
});
