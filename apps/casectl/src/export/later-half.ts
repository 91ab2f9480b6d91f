import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { threadModule } from '@caseline/event-sourcing';
import type { StoreSettings } from '@caseline/hosting';
import { Failure } from '../failure.ts';
import type { Export, ExportFormat } from './export-format.ts';
import type { ExportFormatName } from './formats.ts';
import { middleOf } from './halves.ts';
import type { FromLaterHalf, LaterHalfTask } from './later-half-task.ts';

/** Positions of a log; a shorter one is exported sooner than a thread has started. */
const WORTH_A_THREAD = 20_000;

/** How an export may be shared. */
export interface Sharing {
  readonly stores: StoreSettings;
  readonly name: ExportFormatName;
  readonly format: Pick<ExportFormat, 'eventsInGroup' | 'isQuickerShared'>;
  /** One, or two for a log of any length; absent: what format, log and machine are worth. */
  readonly threads: number | undefined;
  /** How the names of folders for temporary files begin. */
  readonly folderPrefix: string;
}

/**
 * Gives work the first half of the log while another thread prepares the second half; all of it
 * where that is not worth a thread. Both halves end with the work.
 */
export async function sharingLaterHalf<Result>(
  whole: Export,
  sharing: Sharing,
  work: (what: Export) => Promise<Result>,
): Promise<Result> {
  const { source, withPersonalData } = whole;
  const head = await source.store.head();
  const { after } = source.wanted;
  if ((sharing.threads ?? threadsFor(sharing, head - after)) < 2) return work(whole);
  const middle = await middleOf(source, head, sharing.format.eventsInGroup);
  if (middle === undefined) return work(whole);
  const folder = await mkdtemp(sharing.folderPrefix);
  const { stores, name: format } = sharing;
  const wanted = { ...source.wanted, after: middle };
  const thread = startThread({ stores, format, wanted, upTo: head, withPersonalData, folder });
  try {
    const onPosition = (done: number, total: number): void =>
      source.onPosition(done + thread.position() - middle, total);
    const laterHalf = { folder, prepared: () => thread.events };
    return await work({ ...whole, source: { ...source, upTo: middle, onPosition }, laterHalf });
  } finally {
    await thread.end();
    await rm(folder, { recursive: true, force: true });
  }
}

function threadsFor({ format, stores }: Sharing, positions: number): number {
  // On a server positions are bytes, and each reader has the log sent to it once more.
  const isOnServer = stores.EVENTSTORE_URL !== undefined;
  if (!format.isQuickerShared || isOnServer || positions < WORTH_A_THREAD) return 1;
  return Math.min(2, availableParallelism());
}

function startThread(task: LaterHalfTask) {
  const worker = workerFor(task);
  let position = task.wanted.after;
  const result = new Promise<FromLaterHalf>((resolve) => {
    worker.on('message', (message: FromLaterHalf) => {
      if (message.kind === 'position') ({ position } = message);
      else resolve(message);
    });
  });
  // Rejects with what the thread itself failed by, such as a want of memory.
  const ended = once(worker, 'exit').then(() => ENDED);
  const events = Promise.race([result, ended]).then(eventsIn);
  // Told when it is asked for.
  events.catch(() => undefined);
  return { events, position: () => position, end: () => worker.terminate() };
}

function workerFor(task: LaterHalfTask): Worker {
  const { module, execArgv } = threadModule('later-half-worker', import.meta.url);
  return new Worker(module, { name: 'later-half', workerData: task, execArgv });
}

const ENDED: FromLaterHalf = {
  ...{ kind: 'failed', exit: 'bug', code: 'bug' },
  detail: 'the thread of the later half ended too early',
};

function eventsIn(message: FromLaterHalf): number {
  if (message.kind === 'prepared') return message.events;
  if (message.kind === 'position') throw new TypeError('a position is no result');
  const { exit, code, detail } = message;
  throw new Failure(exit, code, { detail });
}
