import { Worker } from 'node:worker_threads';
import { threadModule } from '@caseline/event-sourcing';
import type { Position } from '@caseline/event-sourcing';
import type { TrialResult } from './log-trial.ts';
import { WhatIfFault } from './what-if-fault.ts';
import type { WhatIfTask } from './what-if-order.ts';
import type { FromTrial } from './worker-messages.ts';

/** What a thread may take of the memory for objects; beyond it the thread ends, not the process. */
const MAX_THREAD_MEGABYTES = 1_024;

/** How tasks are run. */
export interface ThreadOptions {
  /** How many threads at a time. */
  readonly threads: number;
  /** Ends the threads; the run then throws `what-if-stopped`. */
  readonly signal?: AbortSignal | undefined;
  /** Told how many positions of all tasks together are behind. */
  onProgress?(done: number, total: number): void;
}

/**
 * Runs the tasks over threads and answers their results in the order of the tasks, whoever ended
 * first. The first failure ends all. Throws `WhatIfFault`.
 */
export async function runTasks(
  tasks: readonly WhatIfTask[],
  { threads, signal, onProgress }: ThreadOptions,
): Promise<readonly TrialResult[]> {
  const results: TrialResult[] = [];
  const waiting = [...tasks.entries()];
  const done = tasks.map(() => 0);
  const total = tasks.reduce((sum, { end }) => sum + end.head + 1, 0);
  const failed = new AbortController();
  const ending = AbortSignal.any([failed.signal, ...(signal === undefined ? [] : [signal])]);
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [number, task] = next;
      results[number] = await runTask(task, ending, (position) => {
        done[number] = Math.min(position, task.end.head) + 1;
        onProgress?.(
          done.reduce((sum, one) => sum + one, 0),
          total,
        );
      });
    }
  };
  const workers = Array.from({ length: Math.min(threads, tasks.length) }, () =>
    work().catch((error: unknown) => {
      failed.abort();
      throw error;
    }),
  );
  const ended = await Promise.allSettled(workers);
  const failures = ended.flatMap((end) => (end.status === 'rejected' ? [end.reason] : []));
  const stopped = (error: unknown): boolean =>
    error instanceof WhatIfFault && error.code === 'what-if-stopped';
  // Those that were ended because another had failed say nothing of why.
  const [first] = [...failures.filter((error) => !stopped(error)), ...failures];
  if (first !== undefined) throw first;
  return results;
}

function startWorker(task: WhatIfTask): Worker {
  const { module, execArgv } = threadModule('what-if-worker', import.meta.url);
  return new Worker(module, {
    ...{ name: 'what-if', workerData: task, execArgv },
    resourceLimits: { maxOldGenerationSizeMb: MAX_THREAD_MEGABYTES },
  });
}

async function runTask(
  task: WhatIfTask,
  signal: AbortSignal,
  onPosition: (position: Position) => void,
): Promise<TrialResult> {
  if (signal.aborted) throw STOPPED();
  const worker = startWorker(task);
  const stop = (): void => void worker.terminate();
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await new Promise<TrialResult>((resolve, reject) => {
      worker.on('message', (message: FromTrial) => {
        if (message.kind === 'position') onPosition(message.position);
        else if (message.kind === 'result') resolve(message.result);
        else reject(new WhatIfFault('what-if-failed', message.message));
      });
      worker.once('error', (error) => reject(faultOf(error)));
      worker.once('exit', () => reject(STOPPED()));
    });
  } finally {
    signal.removeEventListener('abort', stop);
    await worker.terminate();
  }
}

const STOPPED = (): WhatIfFault =>
  new WhatIfFault('what-if-stopped', 'The question was withdrawn before it was answered.');

function faultOf(error: unknown): WhatIfFault {
  const isFull =
    error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  if (isFull) {
    const detail = `A thread took more than ${MAX_THREAD_MEGABYTES} MB; ask about fewer cases.`;
    return new WhatIfFault('what-if-out-of-memory', detail);
  }
  return new WhatIfFault('what-if-failed', error instanceof Error ? error.message : String(error));
}
