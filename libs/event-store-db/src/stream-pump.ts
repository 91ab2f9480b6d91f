import type {
  AllStreamSubscription,
  EventStoreDBClient,
  StreamingRead,
} from '@eventstore/db-client';
import { guardStream } from './client-guards.ts';
import type { LeasedClient } from './connection.ts';
import { within } from './deadline.ts';

/** The client's two kinds of streams; each ends its call by another name. */
export type ClientStream = StreamingRead<unknown> | AllStreamSubscription;

/** The longest that the end of a call may take. */
const CANCEL_MS = 1_000;

/**
 * Takes what a stream of the client brings, one after the other, into a queue of bounded length.
 * When the queue is full the stream waits, and with it the server.
 */
export class StreamPump {
  readonly #lease: LeasedClient;
  readonly #stream: ClientStream;
  readonly #max: number;
  #queue: unknown[] = [];
  #state: 'open' | 'ended' | { readonly error: unknown } = 'open';
  #isClosed = false;
  #wakeReader: () => void = () => undefined;
  #wakePump: () => void = () => undefined;

  constructor(
    lease: LeasedClient,
    max: number,
    open: (client: EventStoreDBClient) => ClientStream,
  ) {
    this.#lease = lease;
    this.#max = max;
    this.#stream = guardStream(open(lease.client));
    void this.#pump();
  }

  /**
   * What has arrived, at most `max`, in order; `ended` when there is no more, `quiet` when nothing
   * came for so long. Throws what the stream failed with.
   */
  async next(waitMs: number): Promise<readonly unknown[] | 'ended' | 'quiet'> {
    if (this.#queue.length === 0 && this.#state === 'open') await this.#news(waitMs);
    if (this.#queue.length > 0) {
      const taken = this.#queue;
      this.#queue = [];
      this.#wakePump();
      return taken;
    }
    if (this.#state === 'open') return 'quiet';
    if (this.#state === 'ended') return 'ended';
    throw this.#state.error;
  }

  /** Ends the call; a reader that waits is told `ended`. */
  async close(error?: unknown): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    if (this.#state === 'open') this.#state = 'ended';
    this.#wakeReader();
    this.#wakePump();
    const stream = this.#stream;
    const cancel = () => ('cancel' in stream ? stream.cancel() : stream.unsubscribe());
    // Leaving the loop over a stream does not end its call: the server would go on sending.
    await within(CANCEL_MS, 'ending a call', cancel).catch(() => undefined);
    stream.destroy();
    this.#lease.release(error);
  }

  async #pump(): Promise<void> {
    try {
      for await (const message of this.#stream) {
        if (this.#isClosed) break;
        this.#queue.push(message);
        this.#wakeReader();
        if (this.#queue.length >= this.#max) await this.#room();
      }
      if (this.#state === 'open') this.#state = 'ended';
    } catch (error) {
      if (this.#state === 'open') this.#state = { error };
    }
    this.#wakeReader();
  }

  #room(): Promise<void> {
    if (this.#isClosed) return Promise.resolve();
    return new Promise((resolve) => {
      this.#wakePump = resolve;
    });
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
