import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { ChainFindings } from './chain-check.ts';

/** Smaller files are verified sooner than a thread has started. */
const WORTH_A_THREAD_BYTES = 8 * 1024 * 1024;

/** Checks chains on a thread of its own where that is worth it; else undefined, to do it here. */
export function chainThread(
  file: string,
  bytes: number,
): { findings(): Promise<ChainFindings> } | undefined {
  if (bytes < WORTH_A_THREAD_BYTES) return undefined;
  // Compiled code starts compiled code; sources start sources, which Node strips of their types.
  const isSource = import.meta.url.endsWith('.ts');
  const module = new URL(`./chain-worker.${isSource ? 'ts' : 'js'}`, import.meta.url);
  const execArgv = isSource ? ['--conditions=source', '--disable-warning=ExperimentalWarning'] : [];
  const worker = new Worker(module, { name: 'chains', workerData: file, execArgv });
  // Rejects with what the thread failed by.
  const message = once(worker, 'message') as Promise<[ChainFindings]>;
  // Told when it is asked for.
  message.catch(() => undefined);
  return { findings: async () => (await message)[0] };
}
