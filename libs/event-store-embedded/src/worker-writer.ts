import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import { textOfBatch, unpackOutcomes } from './append-request.ts';
import type {
  AppendOutcome,
  AppendRequest,
  AppendWriter,
  PackedOutcomes,
} from './append-request.ts';
import { startWorker } from './worker-source.ts';

/** What the writer's thread is asked to do. */
export type WriterJob =
  | { readonly kind: 'write'; readonly batchText: string }
  | { readonly kind: 'restart-log' }
  | { readonly kind: 'close' };

/** What the writer's thread answers; batches are answered in order. */
export type WriterReport =
  | { readonly kind: 'ready' }
  | { readonly kind: 'written'; readonly outcomes: PackedOutcomes }
  | { readonly kind: 'closed' };

interface PendingBatch {
  readonly batch: readonly AppendRequest[];
  readonly resolve: (outcomes: readonly AppendOutcome[]) => void;
  readonly reject: (reason: Error) => void;
}

/** The writer of a file, in a thread of its own. */
export class WorkerWriter implements AppendWriter {
  readonly #worker: Worker;
  readonly #pending: PendingBatch[] = [];
  #gone: Error | undefined;

  private constructor(worker: Worker) {
    this.#worker = worker;
    worker.on('message', (report: WriterReport) => {
      if (report.kind === 'written') this.#written(report.outcomes);
    });
    worker.on('error', (error) => this.#fail(error));
    worker.on('exit', () => this.#fail(new Error('the writer thread has ended')));
  }

  /** Resolves when the thread has opened the log; rejects with what kept it from that. */
  static async start(file: string): Promise<WorkerWriter> {
    const worker = startWorker('writer-worker', { file });
    const writer = new WorkerWriter(worker);
    await once(worker, 'message');
    return writer;
  }

  write(batch: readonly AppendRequest[]): Promise<readonly AppendOutcome[]> {
    if (this.#gone !== undefined) return Promise.reject(this.#gone);
    return new Promise((resolve, reject) => {
      this.#pending.push({ batch, resolve, reject });
      this.#post({ kind: 'write', batchText: textOfBatch(batch) });
    });
  }

  #written(outcomes: PackedOutcomes): void {
    const written = this.#pending.shift();
    written?.resolve(unpackOutcomes(outcomes, written.batch));
  }

  /** Asks for a fresh start of the write-ahead log, which has grown long. */
  restartLog(): void {
    if (this.#gone === undefined) this.#post({ kind: 'restart-log' });
  }

  async close(): Promise<void> {
    if (this.#gone !== undefined) return;
    const ended = once(this.#worker, 'exit');
    this.#post({ kind: 'close' });
    await ended;
  }

  #post(job: WriterJob): void {
    this.#worker.postMessage(job);
  }

  #fail(reason: Error): void {
    this.#gone ??= reason;
    for (const batch of this.#pending.splice(0)) batch.reject(this.#gone);
  }
}
