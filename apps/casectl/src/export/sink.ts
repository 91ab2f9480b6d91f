import type { FileHandle } from 'node:fs/promises';
import type { Writable } from 'node:stream';

/** Where an export goes, piece by piece; a piece is taken before the next one is asked for. */
export interface Sink {
  write(piece: string | Uint8Array): Promise<void>;
}

/** A file that is open for writing. */
export const fileSink = (handle: FileHandle): Sink => ({
  write: (piece) => handle.appendFile(piece),
});

/** Standard output: waits while the reader is behind. */
export const streamSink = (stream: Writable): Sink => ({
  write: (piece) =>
    new Promise((resolve, reject) => {
      stream.write(piece, (error) => {
        if (error === null || error === undefined) resolve();
        else reject(error);
      });
    }),
});
