import { pause, type Closable } from '@caseline/hosting';

const MAX_ATTEMPTS = 5;
const ATTEMPT_MS = 10_000;
const FIRST_PAUSE_MS = 1_000;

export interface WebhookParts {
  readonly url: string;
  /** Told when a checkpoint was not taken after all attempts; the next one is tried anew. */
  onFault(error: unknown): void;
}

/**
 * Posts checkpoints to somebody who keeps a copy. Sealing never waits for it: while one is on its
 * way only the newest behind it waits, because that covers all before.
 */
export class CheckpointWebhook implements Closable {
  readonly #parts: WebhookParts;
  readonly #stop = new AbortController();
  #waiting: string | null = null;
  #posting: Promise<void> | null = null;

  constructor(parts: WebhookParts) {
    this.#parts = parts;
  }

  post(note: string): void {
    this.#waiting = note;
    this.#posting ??= this.#postWaiting().finally(() => (this.#posting = null));
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#posting;
  }

  async #postWaiting(): Promise<void> {
    // Each turn takes a newer checkpoint, and those come at the pace of seals.
    while (this.#waiting !== null && !this.#stop.signal.aborted) {
      const note = this.#waiting;
      this.#waiting = null;
      await this.#postOne(note).catch((error: unknown) => this.#parts.onFault(error));
    }
  }

  async #postOne(body: string): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#attempt(body);
      } catch (error) {
        if (attempt === MAX_ATTEMPTS || this.#stop.signal.aborted) throw error;
        const pauseMs = FIRST_PAUSE_MS * 2 ** (attempt - 1);
        // Ends early when it is closed meanwhile; the attempt that follows then ends at once.
        await pause(pauseMs, this.#stop.signal);
      }
    }
  }

  async #attempt(body: string): Promise<void> {
    const answer = await fetch(this.#parts.url, {
      ...{ method: 'POST', body, redirect: 'error' },
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      signal: AbortSignal.any([this.#stop.signal, AbortSignal.timeout(ATTEMPT_MS)]),
    });
    await answer.body?.cancel();
    if (!answer.ok) throw new Error(`the webhook of the ledger answered ${answer.status}`);
  }
}
