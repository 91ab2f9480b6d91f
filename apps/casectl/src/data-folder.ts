import { developmentKey, type DevelopmentKey } from '@caseline/api/development-key';
import { readSettings, type Settings } from '@caseline/hosting';
import { openEmbeddedEventStore, type EmbeddedEventStore } from '@caseline/event-store-embedded';
import type { Given, Run } from './verb.ts';
import { Failure } from './failure.ts';

/** The settings in force, with `--data` before `CASELINE_DATA`. */
export function settingsOf({ surroundings }: Run, given: Given): Settings {
  const data = given.text('data');
  const said = data === undefined ? {} : { CASELINE_DATA: data };
  return readSettings({ ...surroundings.environment, ...said });
}

/** The data folder that is worked on. */
export const folderOf = (run: Run, given: Given): string => settingsOf(run, given).CASELINE_DATA;

/** Reads the log of the data folder, also while a server writes to it. */
export async function withLogToRead<Result>(
  run: Run,
  given: Given,
  work: (store: EmbeddedEventStore) => Promise<Result>,
): Promise<Result> {
  return closing(await openStore(run, given, 'read'), work);
}

/** Writes to the data folder as its only process; throws `data-folder-in-use` while it is not. */
export async function withLogToWrite<Result>(
  run: Run,
  given: Given,
  work: (store: EmbeddedEventStore) => Promise<Result>,
): Promise<Result> {
  return closing(await openStore(run, given, 'write'), work);
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

function openStore(run: Run, given: Given, mode: 'read' | 'write'): Promise<EmbeddedEventStore> {
  const { CASELINE_DATA: folder, EVENTSTORE_URL } = settingsOf(run, given);
  if (EVENTSTORE_URL !== undefined) {
    const detail = 'EVENTSTORE_URL is set; casectl works on the embedded store of a data folder';
    throw new Failure('usage', 'event-store-not-supported', { detail });
  }
  return openEmbeddedEventStore({ folder, mode, clock: run.surroundings.clock });
}

async function closing<Result>(
  store: EmbeddedEventStore,
  work: (store: EmbeddedEventStore) => Promise<Result>,
): Promise<Result> {
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
