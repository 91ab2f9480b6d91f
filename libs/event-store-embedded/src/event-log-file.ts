import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { EmbeddedStoreError } from './embedded-store-error.ts';
import { reading } from './sqlite-error.ts';

/** Marks a SQLite file as ours: "CASL". */
const APPLICATION_ID = 0x4341534c;

/** The shape below. A file with a higher number comes from a newer build and is refused. */
export const SCHEMA_VERSION = 1;

/** How long a connection waits for a lock that another one holds only briefly. */
const LOCK_WAIT_MS = 2_000;

/** Rows hold the canonical JSON texts that were hashed: verification reads what was written. */
const SCHEMA = `
  CREATE TABLE streams (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
  ) STRICT;
  CREATE TABLE events (
    position INTEGER PRIMARY KEY,
    stream INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    id TEXT NOT NULL,
    type TEXT NOT NULL,
    data TEXT NOT NULL,
    metadata TEXT NOT NULL,
    hash TEXT NOT NULL,
    UNIQUE (stream, revision)
  ) STRICT;
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${SCHEMA_VERSION};
`;

/** The log inside a data folder. */
export const eventLogFile = (folder: string): string => join(folder, 'events.sqlite');

/** Opens a log for writing and creates what is missing. `:memory:` is a log without a file. */
export function openLogForWriting(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: LOCK_WAIT_MS });
  return openedBy(database, () => {
    if (isEmpty(database)) {
      database.exec(`PRAGMA journal_mode = WAL; BEGIN IMMEDIATE; ${SCHEMA} COMMIT`);
    }
    checkSchema(database, file);
    // FULL: a commit returns after the write-ahead log is on the device.
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  });
}

/** Opens an existing log for reading; the writer goes on beside it. */
export function openLogForReading(file: string): DatabaseSync {
  if (!existsSync(file)) {
    throw new EmbeddedStoreError('event-log-missing', `there is no event log at ${file}`);
  }
  const database = new DatabaseSync(file, { readOnly: true, timeout: LOCK_WAIT_MS });
  return openedBy(database, () => checkSchema(database, file));
}

function openedBy(database: DatabaseSync, prepare: () => void): DatabaseSync {
  try {
    reading(prepare);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

const pragma = (database: DatabaseSync, name: string): number =>
  Number(Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0]);

const isEmpty = (database: DatabaseSync): boolean =>
  pragma(database, 'application_id') === 0 &&
  database.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined;

function checkSchema(database: DatabaseSync, file: string): void {
  if (pragma(database, 'application_id') !== APPLICATION_ID) {
    throw new EmbeddedStoreError('not-an-event-log', `${file} is not an event log of Caseline`);
  }
  const version = pragma(database, 'user_version');
  if (version !== SCHEMA_VERSION) {
    throw new EmbeddedStoreError(
      'event-log-too-new',
      `${file} has schema version ${version}; this build reads up to ${SCHEMA_VERSION}`,
    );
  }
}
