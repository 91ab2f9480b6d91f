import { EventStoreBusy } from '@caseline/event-sourcing';
import type { AppendOutcome, AppendRequest, AppendWriter } from './append-request.ts';

/** Appends that may wait for the writer; one more is refused as busy. */
export const MAX_WAITING_APPENDS = 10_000;

/** Appends in one transaction. */
export const MAX_APPENDS_PER_COMMIT = 512;

/** Batches at the writer: it commits one while the next is on its way. */
const MAX_BATCHES_IN_FLIGHT = 2;

interface WaitingAppend {
  readonly request: AppendRequest;
  readonly settle: (outcome: AppendOutcome) => void;
}

/**
 * Gathers the appends of one turn of the event loop, and those that arrive while commits are under
 * way, into one transaction: a commit costs one fsync however many appends it carries.
 */
export class GroupCommit {
  readonly #writer: AppendWriter;
  readonly #idleWaiters: (() => void)[] = [];
  #waiting: WaitingAppend[] = [];
  #batchesInFlight = 0;
  #isFlushPlanned = false;

  constructor(writer: AppendWriter) {
    this.#writer = writer;
  }

  append(request: AppendRequest): Promise<AppendOutcome> {
    if (this.#waiting.length >= MAX_WAITING_APPENDS) {
      const message = `${MAX_WAITING_APPENDS} appends are waiting already`;
      return Promise.reject(new EventStoreBusy(message));
    }
    return new Promise((settle) => {
      this.#waiting.push({ request, settle });
      this.#planFlush();
    });
  }

  /** Resolves when every append so far has its outcome. */
  idle(): Promise<void> {
    if (this.#isIdle()) return Promise.resolve();
    return new Promise((resolve) => this.#idleWaiters.push(resolve));
  }

  #isIdle(): boolean {
    return this.#waiting.length === 0 && this.#batchesInFlight === 0;
  }

  #planFlush(): void {
    if (this.#isFlushPlanned || this.#batchesInFlight >= MAX_BATCHES_IN_FLIGHT) return;
    this.#isFlushPlanned = true;
    setImmediate(() => {
      this.#isFlushPlanned = false;
      void this.#flush();
    });
  }

  async #flush(): Promise<void> {
    const batch = this.#waiting.splice(0, MAX_APPENDS_PER_COMMIT);
    this.#batchesInFlight += 1;
    const outcomes = await this.#outcomesOf(batch);
    this.#batchesInFlight -= 1;
    const unanswered: AppendOutcome = { kind: 'unknown', detail: 'the writer did not answer' };
    batch.forEach(({ settle }, index) => settle(outcomes[index] ?? unanswered));
    if (this.#waiting.length > 0) this.#planFlush();
    if (this.#isIdle()) for (const resolve of this.#idleWaiters.splice(0)) resolve();
  }

  async #outcomesOf(batch: readonly WaitingAppend[]): Promise<readonly AppendOutcome[]> {
    try {
      return await this.#writer.write(batch.map(({ request }) => request));
    } catch (error) {
      // The writer itself is gone: nobody knows how far it came.
      return batch.map(() => ({ kind: 'unknown', detail: String(error) }));
    }
  }
}
