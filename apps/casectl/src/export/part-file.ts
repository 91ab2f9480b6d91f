import { open, readFile, writeFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** Where the pieces of each part are: start and end in turns. */
const placesSchema = z.array(z.array(z.int()));

const fileIn = (folder: string): string => join(folder, 'parts');
const indexIn = (folder: string): string => join(folder, 'parts.json');

/** Pieces of numbered parts in one file: a file a part would be opened for each piece. */
export class PartFile {
  readonly #folder: string;
  readonly #handle: FileHandle;
  readonly #places: readonly number[][];
  #end = 0;

  private constructor(folder: string, handle: FileHandle, places: readonly number[][]) {
    this.#folder = folder;
    this.#handle = handle;
    this.#places = places;
  }

  /** A new one in a folder that has none. */
  static async make(folder: string, parts: number): Promise<PartFile> {
    const places = Array.from({ length: parts }, (): number[] => []);
    return new PartFile(folder, await open(fileIn(folder), 'wx+'), places);
  }

  /** One that another thread has finished. */
  static async finishedIn(folder: string): Promise<PartFile> {
    const index: unknown = JSON.parse(await readFile(indexIn(folder), 'utf8'));
    return new PartFile(folder, await open(fileIn(folder)), placesSchema.parse(index));
  }

  /** Appends a piece of each part, one behind the other, of so many bytes. */
  async append(pieces: Uint8Array, bytesOfParts: readonly number[]): Promise<void> {
    for (const [part, bytes] of bytesOfParts.entries()) {
      if (bytes > 0) this.#places[part]?.push(this.#end, this.#end + bytes);
      this.#end += bytes;
    }
    await this.#handle.appendFile(pieces);
  }

  /** Leaves the file to another thread. */
  finish(): Promise<void> {
    return writeFile(indexIn(this.#folder), JSON.stringify(this.#places));
  }

  /** The pieces of a part in the order they were appended. */
  async read(part: number): Promise<Buffer> {
    const places = this.#places[part] ?? [];
    const pieces: Buffer[] = [];
    for (let at = 0; at < places.length; at += 2) {
      const start = places[at] ?? 0;
      const piece = Buffer.allocUnsafe((places[at + 1] ?? start) - start);
      const { bytesRead } = await this.#handle.read(piece, 0, piece.length, start);
      if (bytesRead < piece.length) throw new Error('a temporary file was cut short');
      pieces.push(piece);
    }
    return Buffer.concat(pieces);
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}
