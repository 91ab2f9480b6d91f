import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { DatabaseSync, backup } from 'node:sqlite';
import { publishFile } from './durable-file.ts';
import { EmbeddedStoreError } from './embedded-store-error.ts';
import { eventLogFile, openLogForReading } from './event-log-file.ts';
import { LOCK_FILE, lockFolder } from './folder-lock.ts';
import { verifyLog } from './verify-log.ts';
import type { LogVerification, VerificationProgress } from './verify-log.ts';

/** All pages in one step, from one snapshot: in several steps every append would start it anew. */
const ALL_PAGES = 2 ** 31 - 1;

type OnProgress = (progress: VerificationProgress) => void;

/**
 * Copies a log to one file while it is written to. The copy is verified before it gets its name; an
 * existing file is never replaced (`backup-exists`, `backup-invalid`).
 */
export async function backUpLog(
  source: string,
  target: string,
  onProgress?: OnProgress,
): Promise<LogVerification> {
  if (existsSync(target)) {
    throw new EmbeddedStoreError('backup-exists', `${target} exists and is not replaced`);
  }
  return copyVerified(source, target, onProgress);
}

/**
 * Puts the log of a backup into an empty or new folder, verified before it counts. Throws
 * `data-folder-not-empty`, `data-folder-in-use`, `event-log-missing` or `backup-invalid`.
 */
export async function restoreEventStore(
  source: string,
  folder: string,
  onProgress?: OnProgress,
): Promise<LogVerification> {
  mkdirSync(folder, { recursive: true });
  if (!isEmptyFolder(folder)) {
    throw new EmbeddedStoreError('data-folder-not-empty', `${folder} is not empty`);
  }
  const lock = lockFolder(folder);
  try {
    return await copyVerified(source, eventLogFile(folder), onProgress);
  } finally {
    lock.release();
  }
}

const isEmptyFolder = (folder: string): boolean =>
  readdirSync(folder).every((name) => name === LOCK_FILE);

async function copyVerified(
  source: string,
  target: string,
  onProgress: OnProgress | undefined,
): Promise<LogVerification> {
  const temporary = `${target}.part`;
  rmSync(temporary, { force: true });
  try {
    await copyLog(source, temporary);
    const verification = verifyLog({ file: temporary, ...(onProgress && { onProgress }) });
    if (verification.faultCount > 0) {
      const [fault] = verification.faults;
      const detail = `${verification.faultCount} faults, the first: ${JSON.stringify(fault)}`;
      throw new EmbeddedStoreError('backup-invalid', `${source} is not sound: ${detail}`);
    }
    publishFile(temporary, target);
    return verification;
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

async function copyLog(source: string, target: string): Promise<void> {
  const database = openLogForReading(source);
  try {
    await backup(database, target, { rate: ALL_PAGES });
  } finally {
    database.close();
  }
  // One self-contained file: no write-ahead log beside it, readable from a medium without writing.
  const copy = new DatabaseSync(target);
  try {
    copy.exec('PRAGMA journal_mode = DELETE');
  } finally {
    copy.close();
  }
}
