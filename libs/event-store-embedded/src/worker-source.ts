import { Worker } from 'node:worker_threads';
import { threadModule } from '@caseline/event-sourcing';

/** Starts the worker thread whose module stands beside this one. */
export function startWorker(name: string, workerData: unknown): Worker {
  const { module, execArgv } = threadModule(name, import.meta.url);
  return new Worker(module, { name, workerData, execArgv });
}
