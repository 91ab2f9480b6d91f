import { parentPort, workerData } from 'node:worker_threads';
import { openLogForWriting } from './event-log-file.ts';
import { errorText, isBusy, isDiskFull } from './sqlite-error.ts';
import type { CheckpointReport } from './checkpointer.ts';

/** Short enough that a restart finds little left to copy. */
const CHECKPOINT_INTERVAL_MS = 500;

/** The write-ahead log that a restart brings back to its beginning: 64 MiB of 4 KiB pages. */
const MAX_LOG_PAGES = 16_384;

const { file } = workerData as { readonly file: string };
const database = openLogForWriting(file);
database.exec('PRAGMA wal_autocheckpoint = 0');
const statement = database.prepare('PRAGMA wal_checkpoint(PASSIVE)');
const report = (message: CheckpointReport) => parentPort?.postMessage(message);

function checkpoint(): void {
  try {
    const result = statement.get() as { readonly log: number };
    if (result.log > MAX_LOG_PAGES) report({ kind: 'log-is-long' });
  } catch (error) {
    // On a full disk the events stay in the write-ahead log until there is room.
    if (!isDiskFull(error) && !isBusy(error)) report({ kind: 'failed', detail: errorText(error) });
  }
}

const timer = setInterval(checkpoint, CHECKPOINT_INTERVAL_MS);
parentPort?.on('message', () => {
  clearInterval(timer);
  database.close();
  parentPort?.close();
});
report({ kind: 'ready' });
