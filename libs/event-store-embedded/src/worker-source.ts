import { Worker } from 'node:worker_threads';

/**
 * Starts the worker thread whose module stands beside this one: compiled code starts compiled code,
 * sources start sources (which Node runs by stripping the types).
 */
export function startWorker(name: string, workerData: unknown): Worker {
  const isSource = import.meta.url.endsWith('.ts');
  const module = new URL(`./${name}.${isSource ? 'ts' : 'js'}`, import.meta.url);
  const execArgv = isSource ? ['--conditions=source', '--disable-warning=ExperimentalWarning'] : [];
  return new Worker(module, { name, workerData, execArgv });
}
