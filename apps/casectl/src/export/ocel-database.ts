import { DatabaseSync } from 'node:sqlite';
import type { Export } from './export-format.ts';
import { OcelObjectTables } from './ocel-object-tables.ts';
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

/** Where the statements of events go. */
export interface OcelTarget {
  readonly database: DatabaseSync;
  /** The statements of some events, in the order of the log. */
  take(statements: readonly OcelStatement[]): Promise<void> | void;
}

/** Puts all objects into tables and gives away the events; answers how many there were. */
export async function writeObjects(
  { source, withPersonalData }: Export,
  { database, take }: OcelTarget,
): Promise<number> {
  const objects = new OcelObjectTables(database);
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
  objects.end();
  return written;
}
