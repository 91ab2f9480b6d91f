import { openSync, readSync, closeSync, fstatSync } from 'node:fs';

/** Read at a time. */
const CHUNK_BYTES = 1024 * 1024;
/** An event has 1 MiB at most; escaped in JSON and with its envelope, this is longer than any. */
const MAX_LINE_BYTES = 8 * 1024 * 1024;
const LINE_FEED = 0x0a;

/** A line with its place in the file. */
export interface ExportLine {
  readonly text: string;
  readonly from: number;
  readonly bytes: number;
}

/** Why a file is no whole export, and behind how many lines. */
export interface LineFault {
  readonly kind: 'cut-short' | 'line-too-long';
}

/** A file of lines, read from front to back, or line by line once it is known where they are. */
export class ExportFile {
  readonly size: number;
  readonly #descriptor: number;

  /** Throws what the system says of a file that cannot be read. */
  constructor(file: string) {
    this.#descriptor = openSync(file, 'r');
    this.size = fstatSync(this.#descriptor).size;
  }

  /** Batches of lines; answers what is wrong behind the last one, undefined for a whole file. */
  *lines(): Generator<readonly ExportLine[], LineFault | undefined> {
    let rest: Buffer = Buffer.alloc(0);
    let at = 0;
    for (let from = 0; from < this.size;) {
      const chunk = this.#read(from, Math.min(CHUNK_BYTES, this.size - from));
      if (chunk.length === 0) break;
      from += chunk.length;
      const buffer = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      const lines = linesIn(buffer, at);
      const last = lines.at(-1);
      const end = last === undefined ? at : last.from + last.bytes + 1;
      rest = buffer.subarray(end - at);
      at = end;
      if (rest.length > MAX_LINE_BYTES) return { kind: 'line-too-long' };
      yield lines;
    }
    return rest.length === 0 ? undefined : { kind: 'cut-short' };
  }

  /** The text at a place where a line was found before. */
  textAt(from: number, bytes: number): string {
    return this.#read(from, bytes).toString();
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  /** At least one byte unless the file has become shorter. */
  #read(from: number, bytes: number): Buffer {
    const buffer = Buffer.allocUnsafe(bytes);
    return buffer.subarray(0, readSync(this.#descriptor, buffer, 0, bytes, from));
  }
}

function linesIn(buffer: Buffer, at: number): readonly ExportLine[] {
  const lines: ExportLine[] = [];
  let start = 0;
  for (let end = buffer.indexOf(LINE_FEED); end >= 0; end = buffer.indexOf(LINE_FEED, start)) {
    const text = buffer.toString('utf8', start, end);
    lines.push({ text, from: at + start, bytes: end - start });
    start = end + 1;
  }
  return lines;
}
