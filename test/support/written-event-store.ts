import { START, markOf } from '@caseline/event-sourcing';
import type {
  EventStore,
  Position,
  ReadAllOptions,
  ReadStreamOptions,
  RecordedEvent,
  SubscribeOptions,
  SubscriptionMessage,
} from '@caseline/event-sourcing';

const DEFAULT_BATCH = 1_000;

/**
 * A log of given events to read from, so that a test can say what is in it, also what no store
 * would take. It only reads; the stores themselves have the contract suite.
 */
export class WrittenEventStore implements EventStore {
  readonly events: RecordedEvent[];
  readonly #waiting = new Set<() => void>();

  constructor(events: readonly RecordedEvent[] = []) {
    this.events = [...events];
  }

  /** Adds events as somebody else's append would. */
  add(...events: readonly RecordedEvent[]): void {
    this.events.push(...events);
    for (const wake of this.#waiting) wake();
  }

  async append(): Promise<never> {
    throw new Error('this log is only read');
  }

  async readStream(
    streamId: string,
    { from = 0, max }: ReadStreamOptions,
  ): Promise<readonly RecordedEvent[]> {
    return this.events
      .filter((event) => event.streamId === streamId && event.revision >= from)
      .slice(0, max);
  }

  async *readAll({ after, batchSize = DEFAULT_BATCH }: ReadAllOptions) {
    const all = this.events.filter(({ position }) => position > after);
    for (let at = 0; at < all.length; at += batchSize) yield all.slice(at, at + batchSize);
  }

  async *readMarks(options: ReadAllOptions) {
    for await (const events of this.readAll(options)) yield events.map(markOf);
  }

  async *subscribe(options: SubscribeOptions): AsyncIterable<SubscriptionMessage> {
    const { signal } = options;
    let after = options.after;
    while (!signal.aborted) {
      for await (const events of this.readAll({ ...options, after })) {
        if (signal.aborted) return;
        yield { kind: 'events', events };
        after = events[events.length - 1]?.position ?? after;
      }
      yield { kind: 'caught-up', position: after };
      if (after < (await this.head())) continue;
      await this.#more(signal);
    }
  }

  async head(): Promise<Position> {
    return this.events[this.events.length - 1]?.position ?? START;
  }

  async close(): Promise<void> {
    this.#waiting.clear();
  }

  #more(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.#waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      if (signal.aborted) return resolve();
      this.#waiting.add(wake);
      signal.addEventListener('abort', wake);
    });
  }
}
