import { DatabaseSync } from 'node:sqlite';

/** Rows in one transaction: more made it no faster. */
const BATCH = 1_000;

/**
 * The least that a rebuild must do: every row that the views hold in the end is written once, by
 * prepared upserts in batches, into tables and indexes of the same shape. Answers the seconds.
 */
export function secondsOfRawUpserts(viewsFile: string, targetFile: string): number {
  const source = new DatabaseSync(viewsFile, { readOnly: true });
  const target = new DatabaseSync(targetFile);
  try {
    target.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
    target.exec('PRAGMA wal_autocheckpoint = 10000; PRAGMA cache_size = -65536');
    const shapes = source
      .prepare(`SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND type <> 'view'`)
      .all();
    for (const { sql } of shapes) target.exec(String(sql));
    const tables = shapes.filter(({ type }) => type === 'table').map(({ name }) => String(name));
    let seconds = 0;
    for (const table of tables) seconds += copyTable(source, target, table);
    return seconds;
  } finally {
    source.close();
    target.close();
  }
}

/** Only the writing is timed. */
function copyTable(source: DatabaseSync, target: DatabaseSync, table: string): number {
  const reading = source.prepare(`SELECT * FROM ${table}`);
  const columns = reading.columns().map(({ name }) => name);
  const upsert = target.prepare(
    `INSERT OR REPLACE INTO ${table} VALUES (${columns.map(() => '?').join(', ')})`,
  );
  let batch: (string | number | null)[][] = [];
  let seconds = 0;
  const flush = (): void => {
    const startedAt = performance.now();
    target.exec('BEGIN');
    for (const values of batch) upsert.run(...values);
    target.exec('COMMIT');
    seconds += (performance.now() - startedAt) / 1_000;
    batch = [];
  };
  for (const row of reading.iterate()) {
    // Views hold texts and whole numbers only.
    batch.push(columns.map((column) => row[column] as string | number | null));
    if (batch.length === BATCH) flush();
  }
  flush();
  return seconds;
}
