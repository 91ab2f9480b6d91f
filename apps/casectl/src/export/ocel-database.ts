import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Export } from './export-format.ts';
import type { OcelObjectTables } from './ocel-object-tables.ts';
import { statementOf, type OcelStatement } from './ocel-statement.ts';
import { exportedEvents } from './wanted-events.ts';

/** Agreements and profiles are about organizations, all else about cases. */
export const OCEL_PREFIXES = ['case-', 'organization-'] as const;

/**
 * Pages kept in memory: keys are random, so with the usual 2 MiB nearly every row of a large log
 * would write a page and read another one.
 */
const CACHE_KIBIBYTES = 48 * 1024;

/** A new file for a database that is whole when it is closed, and worthless before. */
export async function inNewDatabase<Result>(
  file: string,
  work: (database: DatabaseSync) => Promise<Result>,
): Promise<Result> {
  // Objects may be named before the events that they are of.
  const database = new DatabaseSync(file, { enableForeignKeyConstraints: false });
  try {
    // Without a journal: a file that was cut short is thrown away, never repaired.
    database.exec(`PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
      PRAGMA cache_size = -${CACHE_KIBIBYTES}; BEGIN`);
    const result = await work(database);
    database.exec('COMMIT');
    return result;
  } finally {
    database.close();
  }
}

/** Where what the events say goes. */
export interface OcelTarget {
  readonly objects: OcelObjectTables;
  /** The statements of some events, in the order of the log. */
  take(statements: readonly OcelStatement[]): Promise<void> | void;
}

/** Puts objects into tables and gives away the events; answers how many there were. */
export async function writeStatements(
  { source, withPersonalData }: Export,
  { objects, take }: OcelTarget,
): Promise<number> {
  let written = 0;
  for await (const exported of exportedEvents(source)) {
    const statements = exported.map((each) => statementOf(each, withPersonalData));
    for (const { mentions, relations, time } of statements) {
      for (const mention of mentions) objects.mention(mention, time);
      for (const relation of relations) objects.relate(relation);
    }
    await take(statements);
    written += statements.length;
  }
  objects.flush();
  return written;
}

const laterFile = (folder: string): string => join(folder, 'later.sqlite');

/** A database in which a later half is prepared, for `takingLater`. */
export const inLaterDatabase = <Result>(
  folder: string,
  work: (database: DatabaseSync) => Promise<Result>,
): Promise<Result> => inNewDatabase(laterFile(folder), work);

/**
 * When the later half is prepared, its database is attached as `later` for some work. Answers how
 * many events it has; none where there is no later half.
 */
export async function takingLater(
  database: DatabaseSync,
  { laterHalf }: Export,
  work: () => void,
): Promise<number> {
  if (laterHalf === null) return 0;
  const events = await laterHalf.prepared();
  database.prepare('ATTACH ? AS later').run(laterFile(laterHalf.folder));
  work();
  return events;
}
