import { types } from 'node:util';
import { EmbeddedStoreError } from './embedded-store-error.ts';

const SQLITE_BUSY = 5;
const SQLITE_CORRUPT = 11;
const SQLITE_FULL = 13;
const SQLITE_NOTADB = 26;
/** The shared-memory index could not grow: a full disk, met before the log itself is. */
const SQLITE_IOERR_SHMSIZE = 4874;

/** SQLite's extended result code of an error; undefined for errors that are not SQLite's. */
export function sqliteCode(error: unknown): number | undefined {
  // `instanceof` knows only the errors of its own realm; SQLite's may come from another.
  if (!types.isNativeError(error) || !('errcode' in error)) return undefined;
  return typeof error.errcode === 'number' ? error.errcode : undefined;
}

const primaryCode = (error: unknown): number => (sqliteCode(error) ?? 0) & 0xff;

/** No room on the device; the transaction left nothing behind. */
export const isDiskFull = (error: unknown): boolean =>
  primaryCode(error) === SQLITE_FULL || sqliteCode(error) === SQLITE_IOERR_SHMSIZE;

/** Somebody else holds the lock that is wanted. */
export const isBusy = (error: unknown): boolean => primaryCode(error) === SQLITE_BUSY;

/** The file is not what SQLite wrote. */
export const isCorrupt = (error: unknown): boolean =>
  primaryCode(error) === SQLITE_CORRUPT || primaryCode(error) === SQLITE_NOTADB;

/** What went wrong, in one line. */
export function errorText(error: unknown): string {
  if (!types.isNativeError(error)) return String(error);
  const code = sqliteCode(error);
  return code === undefined ? error.message : `${error.message} (SQLite ${code})`;
}

/** Runs a reading; damage to the file becomes an error with a stable code. */
export function reading<Result>(read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (!isCorrupt(error)) throw error;
    throw new EmbeddedStoreError('event-log-corrupt', errorText(error), { cause: error });
  }
}
