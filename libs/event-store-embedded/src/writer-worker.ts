import { parentPort, workerData } from 'node:worker_threads';
import { batchOfText, packOutcomes } from './append-request.ts';
import { openLogForWriting } from './event-log-file.ts';
import { HeadMark } from './head-mark.ts';
import { LogWriter } from './log-writer.ts';
import { isBusy, isDiskFull } from './sqlite-error.ts';
import type { WriterJob, WriterReport } from './worker-writer.ts';

/** How long a restart of the write-ahead log waits for readers before it is left for later. */
const RESTART_WAIT_MS = 20;

const { file } = workerData as { readonly file: string };
const database = openLogForWriting(file);
// The checkpoint thread copies the log into the file, so that no commit has to.
database.exec(`PRAGMA wal_autocheckpoint = 0; PRAGMA busy_timeout = ${RESTART_WAIT_MS}`);
const mark = new HeadMark(file);
const writer = new LogWriter(database, (head) => mark.write(head));
const report = (message: WriterReport) => parentPort?.postMessage(message);

/** Lets the next commit begin the log anew. Readers or a full disk in the way: the next round. */
function restartLog(): void {
  try {
    database.exec('PRAGMA wal_checkpoint(RESTART)');
  } catch (error) {
    if (!isDiskFull(error) && !isBusy(error)) throw error;
  }
}

parentPort?.on('message', (job: WriterJob) => {
  if (job.kind === 'write') {
    const batch = batchOfText(job.batchText);
    report({ kind: 'written', outcomes: packOutcomes(writer.write(batch), batch) });
  } else if (job.kind === 'restart-log') {
    restartLog();
  } else {
    database.close();
    mark.close();
    report({ kind: 'closed' });
    parentPort?.close();
  }
});
report({ kind: 'ready' });
