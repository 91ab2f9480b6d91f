import type { LeasedClient } from './connection.ts';
import type { MessageStream } from './server-calls.ts';
import { holdsEvent, saysNoStream } from './wire/read-message.ts';
import type { ReadRequest } from './wire/read-request.ts';

/** There is no stream of the name that was read. */
class StreamNotFound extends Error {
  override readonly name = 'StreamNotFound';
  /** As the client calls it. */
  readonly type = 'stream-not-found';
}

/**
 * Takes the events that a call brings, as bytes, into a queue of bounded length. When the queue is
 * full the call waits, and with it the server.
 */
export class StreamPump {
  readonly #lease: LeasedClient;
  readonly #max: number;
  #stream: MessageStream | undefined;
  #queue: Buffer[] = [];
  #state: 'open' | 'ended' | { readonly error: unknown } = 'open';
  #isClosed = false;
  #wakeReader: () => void = () => undefined;

  constructor(lease: LeasedClient, max: number, request: ReadRequest) {
    this.#lease = lease;
    this.#max = max;
    lease.calls.read(request).then(
      (stream) => this.#pump(stream),
      (error: unknown) => this.#end({ error }),
    );
  }

  /**
   * What has arrived, at most `max`, in order; `ended` when there is no more, `quiet` when nothing
   * came for so long. Throws what the call failed with.
   */
  async next(waitMs: number): Promise<readonly Buffer[] | 'ended' | 'quiet'> {
    if (this.#queue.length === 0 && this.#state === 'open') await this.#news(waitMs);
    if (this.#queue.length > 0) {
      const taken = this.#queue;
      this.#queue = [];
      this.#stream?.resume();
      return taken;
    }
    if (this.#state === 'open') return 'quiet';
    if (this.#state === 'ended') return 'ended';
    throw this.#state.error;
  }

  /** Ends the call; a reader that waits is told `ended`. */
  close(error?: unknown): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#end('ended');
    if (this.#stream !== undefined) cancel(this.#stream);
    this.#lease.release(error);
  }

  #pump(stream: MessageStream): void {
    this.#stream = stream;
    stream.on('data', (message: Buffer) => this.#take(stream, message));
    stream.on('error', (error) => this.#end({ error: this.#lease.calls.errorOf(error) }));
    stream.on('end', () => this.#end('ended'));
    if (this.#isClosed) cancel(stream);
  }

  /** What is no event, such as a checkpoint, is passed over: it is no sign of life. */
  #take(stream: MessageStream, message: Buffer): void {
    if (this.#isClosed) return;
    if (saysNoStream(message)) return this.#end({ error: new StreamNotFound('no such stream') });
    if (!holdsEvent(message)) return;
    this.#queue.push(message);
    if (this.#queue.length >= this.#max) stream.pause();
    this.#wakeReader();
  }

  #end(state: 'ended' | { readonly error: unknown }): void {
    if (this.#state === 'open') this.#state = state;
    this.#wakeReader();
  }

  #news(waitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, waitMs);
      this.#wakeReader = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** A call has ended only when what it has brought is read; until then the client holds on to it. */
function cancel(stream: MessageStream): void {
  // A call that is cancelled while one of its own callbacks runs may be left half ended.
  setImmediate(() => {
    stream.cancel();
    stream.resume();
  });
}
