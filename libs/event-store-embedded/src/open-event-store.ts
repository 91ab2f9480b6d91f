import type { Clock } from '@caseline/event-sourcing';
import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { AppendSignal } from './append-signal.ts';
import type { AppendWriter } from './append-request.ts';
import { Checkpointer } from './checkpointer.ts';
import { syncFolder } from './durable-file.ts';
import { EmbeddedEventStore } from './embedded-event-store.ts';
import { eventLogFile, openLogForReading, openLogForWriting } from './event-log-file.ts';
import { lockFolder } from './folder-lock.ts';
import { GroupCommit } from './group-commit.ts';
import { acknowledgedHead, lostTail } from './head-mark.ts';
import { InProcessWriter } from './in-process-writer.ts';
import { LogReader } from './log-reader.ts';
import { errorText } from './sqlite-error.ts';
import { verifyLog } from './verify-log.ts';
import type { VerificationProgress } from './verify-log.ts';
import { WorkerWriter } from './worker-writer.ts';
import { WriteStop, earlierStop, forgetStop } from './write-stop.ts';

/** The folder that stands for a store without files, for tests. */
export const IN_MEMORY = ':memory:';

export interface OpenOptions {
  /** The data folder, made when it is missing, or `IN_MEMORY`. */
  readonly folder: string;
  /** `read` works beside the one process that writes; it never makes a folder. */
  readonly mode?: 'write' | 'read';
  /** Stamps `recordedAt`. The system's clock when absent. */
  readonly clock?: Clock;
  /** Told while a log is verified that an earlier process stopped writing to. */
  readonly onVerification?: (progress: VerificationProgress) => void;
}

const systemClock: Clock = { now: () => Date.now() };

/**
 * Opens the event store of a data folder. One process at a time writes (`data-folder-in-use`).
 * Where an earlier process stopped writing in doubt, the log is verified first; a log with faults
 * opens for reading and refuses appends.
 */
export async function openEmbeddedEventStore(options: OpenOptions): Promise<EmbeddedEventStore> {
  const clock = options.clock ?? systemClock;
  if (options.folder === IN_MEMORY) return storeInMemory(clock);
  const folder = resolve(options.folder);
  return options.mode === 'read'
    ? storeForReading(folder, clock)
    : storeForWriting(folder, clock, options.onVerification);
}

/** Writer and reader share one connection on the calling thread. */
function storeInMemory(clock: Clock): EmbeddedEventStore {
  const database = openLogForWriting(IN_MEMORY);
  const writer = new InProcessWriter(database);
  return new EmbeddedEventStore({
    clock,
    file: IN_MEMORY,
    reader: new LogReader(database),
    appends: new AppendSignal(),
    commits: new GroupCommit(writer),
    writeStop: new WriteStop(),
    closeAll: () => writer.close(),
  });
}

function storeForReading(folder: string, clock: Clock): EmbeddedEventStore {
  const file = eventLogFile(folder);
  const database = openLogForReading(file);
  const reader = new LogReader(database);
  const writeStop = new WriteStop();
  writeStop.stop('this store was opened for reading');
  return new EmbeddedEventStore({
    clock,
    file,
    reader,
    appends: new AppendSignal(changesOf(reader)),
    commits: new GroupCommit(noWriter),
    writeStop,
    closeAll: async () => database.close(),
  });
}

/** Nothing reaches it: a store that was opened for reading refuses appends before the queue. */
const noWriter: AppendWriter = {
  write: async (batch) => batch.map(() => ({ kind: 'read-only', detail: 'opened for reading' })),
  close: async () => undefined,
};

function changesOf(reader: LogReader): () => boolean {
  let seen = reader.dataVersion();
  return () => {
    const before = seen;
    seen = reader.dataVersion();
    return seen !== before;
  };
}

async function storeForWriting(
  folder: string,
  clock: Clock,
  onVerification: OpenOptions['onVerification'],
): Promise<EmbeddedEventStore> {
  if (mkdirSync(folder, { recursive: true }) !== undefined) syncFolder(dirname(folder));
  const lock = lockFolder(folder);
  try {
    const writeStop = new WriteStop(folder);
    resumeAfterStop(folder, writeStop, onVerification);
    const file = eventLogFile(folder);
    openLogForWriting(file).close();
    refuseAfterLoss(file, writeStop);
    const { writer, checkpointer } = await startThreads(file, writeStop);
    const database = openLogForReading(file);
    const closeAll = async () => {
      await checkpointer.close();
      database.close();
      // Last, because the last connection tidies the write-ahead log away.
      await writer.close();
      lock.release();
    };
    const reader = new LogReader(database);
    const appends = new AppendSignal();
    const commits = new GroupCommit(writer);
    return new EmbeddedEventStore({ clock, file, reader, appends, commits, writeStop, closeAll });
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Appending behind a lost tail would give its positions to other events. */
function refuseAfterLoss(file: string, writeStop: WriteStop): void {
  const database = openLogForReading(file);
  const loss = lostTail(new LogReader(database).head(), acknowledgedHead(file));
  database.close();
  if (loss !== undefined) writeStop.stop(loss);
}

/** Both threads or none. */
async function startThreads(file: string, writeStop: WriteStop) {
  const writing = WorkerWriter.start(file);
  const checkpointing = Checkpointer.start(file, {
    logIsLong: () => void writing.then((writer) => writer.restartLog()),
    failed: (detail) => writeStop.stop(detail),
  });
  try {
    return { writer: await writing, checkpointer: await checkpointing };
  } catch (error) {
    const started = await Promise.allSettled([writing, checkpointing]);
    for (const thread of started) if (thread.status === 'fulfilled') await thread.value.close();
    throw error;
  }
}

/** Verifies a log that an earlier process left in doubt; stops again when it is not sound. */
function resumeAfterStop(
  folder: string,
  writeStop: WriteStop,
  onVerification: OpenOptions['onVerification'],
): void {
  const reason = earlierStop(folder);
  if (reason === undefined) return;
  const file = eventLogFile(folder);
  const onProgress = onVerification === undefined ? {} : { onProgress: onVerification };
  const { faultCount, faults } = verifyLog({ file, ...onProgress });
  if (faultCount > 0) {
    writeStop.stop(`${reason}; verification found ${faultCount} faults: ${faults[0]?.detail}`);
    return;
  }
  try {
    rewriteOntoDevice(file);
    forgetStop(folder);
  } catch (error) {
    writeStop.stop(`${reason}; writing still fails: ${errorText(error)}`);
  }
}

/**
 * What a failed fsync left in the write-ahead log may exist in the system's memory only, and reads
 * well from there. Copying it into the file writes it anew and syncs that.
 */
function rewriteOntoDevice(file: string): void {
  const database = openLogForWriting(file);
  try {
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  } finally {
    database.close();
  }
}
