import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { EmbeddedStoreError } from './embedded-store-error.ts';
import { isBusy } from './sqlite-error.ts';

/** The file whose lock makes a process the one writer of a data folder. */
export const LOCK_FILE = 'lock.sqlite';

/** Holds the data folder until it is released or the process ends, however it ends. */
export interface FolderLock {
  release(): void;
}

/**
 * Makes this process the one writer of the folder, or throws `data-folder-in-use`. The lock is an
 * exclusive transaction on a side file that is never written: the operating system drops it with
 * the process, after SIGKILL too, which the number of a process in a file cannot promise.
 */
export function lockFolder(folder: string): FolderLock {
  const database = new DatabaseSync(join(folder, LOCK_FILE), { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (!isBusy(error)) throw error;
    const message = `another process writes to ${folder}; stop it or choose another folder`;
    throw new EmbeddedStoreError('data-folder-in-use', message, { cause: error });
  }
  return { release: () => database.close() };
}
