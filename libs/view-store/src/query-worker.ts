/** Runs statements on a database that it only reads, one after the other. */
import { DatabaseSync } from 'node:sqlite';
import type { SQLInputValue } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import type { AskedStatement, QueryAnswer, QueryThreadData } from './query-thread.ts';

const port = parentPort;
if (port === null) throw new Error('the worker of questions is started by query-thread.ts');

// Set by query-thread.ts, the only one to start this.
const { file, busyTimeoutMs } = workerData as QueryThreadData;
const database = new DatabaseSync(file, { readOnly: true, timeout: busyTimeoutMs });

function answerTo({ id, sql, parameters }: AskedStatement): QueryAnswer {
  try {
    const rows = database.prepare(sql).all(...(parameters as SQLInputValue[]));
    return { id, rows };
  } catch (error) {
    return { id, message: error instanceof Error ? error.message : String(error) };
  }
}

port.on('message', (asked: AskedStatement) => port.postMessage(answerTo(asked)));
