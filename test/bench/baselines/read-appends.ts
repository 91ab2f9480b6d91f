import { DatabaseSync } from 'node:sqlite';
import type { StoredRow, StoredRows } from './stored-rows.ts';

const NEWEST = `
  SELECT stream, json_extract(metadata, '$.commandId') AS command, id, type, data, metadata, hash
  FROM events ORDER BY position DESC LIMIT ?`;

/** A command writes this many events at most; more rows are read than appends are wanted. */
const MAX_ROWS_PER_APPEND = 8;

interface EventRow {
  readonly stream: number;
  readonly command: string;
  readonly id: string;
  readonly type: string;
  readonly data: string;
  readonly metadata: string;
  readonly hash: string;
}

/** The rows of the newest commands in a log of Caseline, one list for each command. */
export function readAppends(file: string, count: number): StoredRows['appends'] {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const rows = database.prepare(NEWEST).iterate(count * MAX_ROWS_PER_APPEND);
    const appends = new Map<string, StoredRow[]>();
    for (const row of rows as unknown as Iterable<EventRow>) {
      const { stream, command, id, type, data, metadata, hash } = row;
      const append = appends.get(`${stream} ${command}`) ?? [];
      if (append.length === 0 && appends.size === count) break;
      append.push([id, type, data, metadata, hash]);
      appends.set(`${stream} ${command}`, append);
    }
    return [...appends.values()];
  } finally {
    database.close();
  }
}
