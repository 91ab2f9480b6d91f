import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import { startWorker } from './worker-source.ts';

/** What the checkpoint thread has to say. */
export type CheckpointReport =
  | { readonly kind: 'ready' }
  | { readonly kind: 'log-is-long' }
  | { readonly kind: 'failed'; readonly detail: string };

export interface CheckpointListener {
  /** The write-ahead log has passed its size; the writer should start it anew. */
  logIsLong(): void;
  /** Writing to the device failed: what is durable is in doubt. */
  failed(detail: string): void;
}

/** Copies committed events from the write-ahead log into the file, beside the writer. */
export class Checkpointer {
  readonly #worker: Worker;

  private constructor(worker: Worker, listener: CheckpointListener) {
    this.#worker = worker;
    worker.on('message', (report: CheckpointReport) => {
      if (report.kind === 'log-is-long') listener.logIsLong();
      if (report.kind === 'failed') listener.failed(report.detail);
    });
    worker.on('error', (error) => listener.failed(error.message));
  }

  static async start(file: string, listener: CheckpointListener): Promise<Checkpointer> {
    const worker = startWorker('checkpoint-worker', { file });
    const checkpointer = new Checkpointer(worker, listener);
    await once(worker, 'message');
    return checkpointer;
  }

  async close(): Promise<void> {
    if (this.#worker.threadId === -1) return;
    const ended = once(this.#worker, 'exit');
    this.#worker.postMessage('close');
    await ended;
  }
}
