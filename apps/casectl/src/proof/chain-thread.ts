import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { threadModule } from '@caseline/event-sourcing';
import type { ChainFindings } from './chain-check.ts';

/** Smaller files are verified sooner than a thread has started. */
const WORTH_A_THREAD_BYTES = 8 * 1024 * 1024;

/** Checks chains on a thread of its own where that is worth it; else undefined, to do it here. */
export function chainThread(
  file: string,
  bytes: number,
): { findings(): Promise<ChainFindings> } | undefined {
  if (bytes < WORTH_A_THREAD_BYTES) return undefined;
  const { module, execArgv } = threadModule('chain-worker', import.meta.url);
  const worker = new Worker(module, { name: 'chains', workerData: file, execArgv });
  // Rejects with what the thread failed by.
  const message = once(worker, 'message') as Promise<[ChainFindings]>;
  // Told when it is asked for.
  message.catch(() => undefined);
  return { findings: async () => (await message)[0] };
}
