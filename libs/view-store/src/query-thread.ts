import { Worker } from 'node:worker_threads';
import type { CompiledQuery } from 'kysely';
import { threadModule } from '@caseline/event-sourcing';
import type { StatementRunner, StatementRunners } from './statement-driver.ts';

/** The database that the thread reads. */
export interface QueryThreadData {
  readonly file: string;
  readonly busyTimeoutMs: number;
}

/** A statement, and what tells its answer from others. */
export interface AskedStatement {
  readonly id: number;
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/** The rows, or why there are none. */
export type QueryAnswer =
  | { readonly id: number; readonly rows: readonly unknown[] }
  | { readonly id: number; readonly message: string };

interface Waiting {
  resolve(rows: readonly unknown[]): void;
  reject(error: Error): void;
}

/**
 * A thread that reads a database of SQLite, which answers while nothing else runs. It starts with
 * the first question, and keeps no process from its end but while one is open.
 */
export class QueryThread implements StatementRunners {
  readonly #data: QueryThreadData;
  readonly #waiting = new Map<number, Waiting>();
  readonly #runner: StatementRunner;
  #worker: Worker | undefined;
  #lastId = 0;
  #isClosed = false;

  constructor(data: QueryThreadData) {
    this.#data = data;
    this.#runner = { run: (statement) => this.#ask(statement), release: () => undefined };
  }

  async borrow(): Promise<StatementRunner> {
    return this.#runner;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#worker?.terminate();
  }

  #ask({ sql, parameters }: CompiledQuery): Promise<readonly unknown[]> {
    if (this.#isClosed) return Promise.reject(new Error('the views are closed'));
    this.#worker ??= this.#start();
    const worker = this.#worker;
    this.#lastId += 1;
    const asked: AskedStatement = { id: this.#lastId, sql, parameters };
    return new Promise((resolve, reject) => {
      this.#waiting.set(asked.id, { resolve, reject });
      worker.ref();
      worker.postMessage(asked);
    });
  }

  /** A thread that has ended is followed by another at the next question. */
  #start(): Worker {
    const { module, execArgv } = threadModule('query-worker', import.meta.url);
    const worker = new Worker(module, { name: 'queries', workerData: this.#data, execArgv });
    worker.on('message', (answer: QueryAnswer) => this.#hear(answer));
    worker.on('error', (error) => this.#lose(worker, error as Error));
    worker.on('exit', () => this.#lose(worker, new Error('the thread of questions has ended')));
    return worker;
  }

  #hear(answer: QueryAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (this.#waiting.size === 0) this.#worker?.unref();
    if ('rows' in answer) waiting?.resolve(answer.rows);
    else waiting?.reject(new Error(answer.message));
  }

  #lose(worker: Worker, error: Error): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    const lost = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of lost) reject(error);
  }
}
