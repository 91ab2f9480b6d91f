/** Prepares the later half of an export, with a connection of its own to the log. */
import { parentPort, workerData } from 'node:worker_threads';
import { openLog } from '@caseline/hosting';
import { asFailure } from '../failure-of-error.ts';
import { exportFormats } from './formats.ts';
import type { FromLaterHalf, LaterHalfTask } from './later-half-task.ts';

const port = parentPort;
if (port === null) throw new Error('this worker is started by later-half.ts');
const tell = (message: FromLaterHalf): void => port.postMessage(message);

// Set by later-half.ts, the only one to start this.
const task = workerData as LaterHalfTask;
const { wanted, upTo, withPersonalData, folder } = task;

try {
  const format = await exportFormats[task.format].load();
  const clock = { now: () => Date.now() };
  const { store } = await openLog(task.stores, { mode: 'read', clock });
  try {
    const onPosition = (done: number): void => tell({ kind: 'position', position: done - 1 });
    const source = { store, wanted, upTo, onPosition };
    const events = await format.prepare({ source, withPersonalData, laterHalf: null }, folder);
    tell({ kind: 'prepared', events });
  } finally {
    await store.close();
  }
} catch (error) {
  const { exit, code, message: detail } = asFailure(error);
  tell({ kind: 'failed', exit, code, detail });
}
