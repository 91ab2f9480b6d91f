import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { Export, LaterHalf, StreamFormat } from './export-format.ts';
import { flatColumns } from './flat-columns.ts';
import { ParquetTable, ROWS_IN_GROUP, type WrittenGroups } from './parquet-table.ts';
import { piecesIn, preparePieces, writePieces } from './prepared-pieces.ts';
import type { Sink } from './sink.ts';
import { exportedEvents } from './wanted-events.ts';

/** The columns of the CSV export, typed, in row groups; Snappy. */
export const parquet: StreamFormat = {
  hasPersonalDataUnlessRefused: false,
  streamPrefixes: ['case-', 'organization-', 'policy-'],
  prefixesAllowed: null,
  eventsInGroup: ROWS_IN_GROUP,
  isQuickerShared: false,
  async write(what, sink) {
    const table = new ParquetTable(flatColumns(what.withPersonalData));
    const written = await writeGroups(what, table, sink);
    const later = what.laterHalf === null ? 0 : await writeLater(what.laterHalf, table, sink);
    await sink.write(await table.end());
    return written + later;
  },
  async prepare(what, folder) {
    const table = new ParquetTable(flatColumns(what.withPersonalData));
    const prepared = await preparePieces(folder, async (sink) => {
      const rows = await writeGroups(what, table, sink);
      if (table.rows > 0) await sink.write(await table.endGroup());
      return rows;
    });
    // Its numbers are beyond JSON, and its objects refer to each other.
    await writeFile(groupsIn(folder), serialize(table.written));
    return prepared;
  },
};

const groupsIn = (folder: string): string => join(folder, 'groups');

/** Writes every whole group. */
async function writeGroups({ source }: Export, table: ParquetTable, sink: Sink): Promise<number> {
  let written = 0;
  for await (const exported of exportedEvents(source)) {
    for (const each of exported) {
      table.add((column) => column.of(each));
      if (table.rows === ROWS_IN_GROUP) await sink.write(await table.endGroup());
    }
    written += exported.length;
  }
  return written;
}

/** Halves meet where a group ends. */
async function writeLater(half: LaterHalf, table: ParquetTable, sink: Sink): Promise<number> {
  const events = await half.prepared();
  // Written by `prepare`.
  const groups = deserialize(await readFile(groupsIn(half.folder))) as WrittenGroups;
  const { size } = await stat(piecesIn(half.folder));
  table.continueWith(groups, size);
  await writePieces(half.folder, sink, groups.headerBytes);
  return events;
}
