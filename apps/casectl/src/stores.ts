import { developmentKey, type DevelopmentKey } from '@caseline/api/development-key';
import type { EventStore } from '@caseline/event-sourcing';
import {
  openLog,
  readSettings,
  type OpenedLog,
  type Settings,
  type StoreFault,
  type StoreSettings,
} from '@caseline/hosting';
import type { Given, Run } from './verb.ts';
import { Failure } from './failure.ts';

/** The settings in force, with `--data` before `CASELINE_DATA`. */
export function settingsOf({ surroundings }: Run, given: Given): Settings {
  const data = given.text('data');
  const said = data === undefined ? {} : { CASELINE_DATA: data };
  return readSettings({ ...surroundings.environment, ...said });
}

/** The stores that are worked on: who names a data folder by `--data` means the stores in it. */
export function storesOf(run: Run, given: Given): StoreSettings {
  const { CASELINE_DATA, EVENTSTORE_URL, DATABASE_URL } = settingsOf(run, given);
  if (given.text('data') === undefined) return { CASELINE_DATA, EVENTSTORE_URL, DATABASE_URL };
  return { CASELINE_DATA, EVENTSTORE_URL: undefined, DATABASE_URL: undefined };
}

/** The data folder, for what only its own log can do; `instead` says what does it elsewhere. */
export function folderOf(run: Run, given: Given, instead: string): string {
  const { CASELINE_DATA, EVENTSTORE_URL } = storesOf(run, given);
  if (EVENTSTORE_URL === undefined) return CASELINE_DATA;
  const detail = `the log is in EventStoreDB (EVENTSTORE_URL): ${instead}, or name a data folder`;
  throw new Failure('usage', 'data-folder-only', { detail: `${detail} by --data` });
}

/** Reads the log, also while servers write to it. */
export function withLogToRead<Result>(
  run: Run,
  given: Given,
  work: (store: EventStore, log: OpenedLog) => Promise<Result>,
): Promise<Result> {
  return withLog(run, { stores: storesOf(run, given), mode: 'read' }, work);
}

/**
 * Writes to the log. A data folder has one process that writes; while that is another one,
 * `data-folder-in-use` is thrown.
 */
export function withLogToWrite<Result>(
  run: Run,
  given: Given,
  work: (store: EventStore) => Promise<Result>,
): Promise<Result> {
  return withLog(run, { stores: storesOf(run, given), mode: 'write' }, work);
}

interface LogWanted {
  readonly stores: StoreSettings;
  readonly mode: 'read' | 'write';
  /** Told of what EventStoreDB's client survived. */
  onFault?(fault: StoreFault): void;
}

/** Opens a log for some work and closes it after, however the work ends. */
export async function withLog<Result>(
  { surroundings: { clock } }: Run,
  { stores, mode, onFault }: LogWanted,
  work: (store: EventStore, log: OpenedLog) => Promise<Result>,
): Promise<Result> {
  const log = await openLog(stores, { mode, clock, ...(onFault === undefined ? {} : { onFault }) });
  try {
    return await work(log.store, log);
  } finally {
    await log.store.close();
  }
}

/** The key of the data folder that signs tokens in development. */
export function keyOf(run: Run, given: Given): Promise<DevelopmentKey> {
  const settings = settingsOf(run, given);
  if (settings.NODE_ENV === 'production') {
    const detail = 'in production tokens come from the configured issuer';
    throw new Failure('refused', 'no-development-key-in-production', { detail });
  }
  return developmentKey(settings.CASELINE_DATA);
}
