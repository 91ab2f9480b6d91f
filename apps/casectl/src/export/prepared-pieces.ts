import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Export } from './export-format.ts';
import { fileSink, type Sink } from './sink.ts';

/** Bytes read at a time. */
const PIECE_BYTES = 1024 * 1024;

/** The file of the pieces that are kept in a folder. */
export const piecesIn = (folder: string): string => join(folder, 'pieces');

/** Keeps in a folder what goes to a sink, for `writePrepared`. */
export async function preparePieces<Result>(
  folder: string,
  write: (sink: Sink) => Promise<Result>,
): Promise<Result> {
  const handle = await open(piecesIn(folder), 'wx');
  try {
    return await write(fileSink(handle));
  } finally {
    await handle.close();
  }
}

/** Writes what another thread kept, after what the sink has; answers how many events that were. */
export async function writePrepared({ laterHalf }: Export, sink: Sink): Promise<number> {
  if (laterHalf === null) return 0;
  const events = await laterHalf.prepared();
  await writePieces(laterHalf.folder, sink);
  return events;
}

/** Writes the pieces that were kept in a folder, from a byte of them on. */
export async function writePieces(folder: string, sink: Sink, start = 0): Promise<void> {
  const pieces = createReadStream(piecesIn(folder), { start, highWaterMark: PIECE_BYTES });
  for await (const piece of pieces) await sink.write(piece as Buffer);
}
