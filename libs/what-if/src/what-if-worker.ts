/** Judges the cases of one task in a thread of its own, with a connection of its own to the log. */
import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { openLog } from '@caseline/hosting';
import { LogTrial } from './log-trial.ts';
import type { WhatIfTask } from './what-if-order.ts';
import type { FromTrial } from './worker-messages.ts';

const port = parentPort;
if (port === null) throw new Error('this worker is started by what-if-threads.ts');
const tell = (message: FromTrial): void => port.postMessage(message);

// Set by what-if-threads.ts, the only one to start this.
const task = workerData as WhatIfTask;
const clock = { now: () => Date.now() };
// Linux keeps a priority for each thread; elsewhere it would hold back the whole process.
if (task.inBackground && process.platform === 'linux') {
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
}

try {
  const { store } = await openLog(task.stores, { mode: 'read', clock });
  try {
    const trial = new LogTrial(task, { store, clock });
    const result = await trial.run((position) => tell({ kind: 'position', position }));
    tell({ kind: 'result', result });
  } finally {
    await store.close();
  }
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? String(error.code) : null;
  tell({ kind: 'failed', message, code });
}
