import type { Cell, ColumnType } from '@caseline/event-sourcing';
import { storableText } from './storable-text.ts';

/** PostgreSQL's numbers for its types. */
const INT8 = 20;
const INT4 = 23;
const TEXT = 25;

/** How each type of column is declared, and sent. */
export const columnTypes = {
  text: { declared: 'text collate "C"', array: 'text[]', element: TEXT },
  'text not null': { declared: 'text collate "C" not null', array: 'text[]', element: TEXT },
  integer: { declared: 'integer', array: 'integer[]', element: INT4 },
  'integer not null': { declared: 'integer not null', array: 'integer[]', element: INT4 },
  bigint: { declared: 'bigint', array: 'bigint[]', element: INT8 },
  'bigint not null': { declared: 'bigint not null', array: 'bigint[]', element: INT8 },
} as const satisfies Record<
  ColumnType,
  { readonly declared: string; readonly array: string; readonly element: number }
>;

const SHORT_BYTES = 2;
const WORD_BYTES = 4;
const LONG_BYTES = 8;
const NULL_LENGTH = -1;
const WORD = 2 ** 32;

/** No character of a text takes more in UTF-8 for each of its UTF-16 units. */
const MAX_UNIT_BYTES = 3;

/** Cells in PostgreSQL's binary format, one behind the other: a length, then that many bytes. */
export class BinaryCells {
  #bytes: Buffer;
  #length = 0;

  /** `room` is how many bytes are expected; more are made room for. */
  constructor(room: number) {
    this.#bytes = Buffer.allocUnsafeSlow(room);
  }

  get length(): number {
    return this.#length;
  }

  /** All that was added; nothing may be added any more. */
  end(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  addBytes(bytes: Buffer): void {
    this.#makeRoom(bytes.length);
    this.#length += bytes.copy(this.#bytes, this.#length);
  }

  addShort(value: number): void {
    this.#makeRoom(SHORT_BYTES);
    this.#length = this.#bytes.writeInt16BE(value, this.#length);
  }

  addWord(value: number): void {
    this.#makeRoom(WORD_BYTES);
    this.#length = this.#bytes.writeInt32BE(value, this.#length);
  }

  /** In the place of a word that was added. */
  setWord(value: number, offset: number): void {
    this.#bytes.writeInt32BE(value, offset);
  }

  /** Throws `TypeError` for a cell that does not fit its column. */
  addCell(type: ColumnType, cell: Cell): void {
    const { element } = columnTypes[type];
    if (cell === null) this.addWord(NULL_LENGTH);
    else if (element === TEXT) this.#addText(cell);
    else if (element === INT4) this.#addInteger(cell);
    else this.#addBigint(cell);
  }

  #addText(cell: string | number): void {
    if (typeof cell !== 'string') throw new TypeError(`${cell} is no text`);
    this.#makeRoom(WORD_BYTES + cell.length * MAX_UNIT_BYTES);
    const length = this.#bytes.write(storableText(cell), this.#length + WORD_BYTES);
    this.#length = this.#bytes.writeInt32BE(length, this.#length) + length;
  }

  #addInteger(cell: string | number): void {
    const value = wholeNumber(cell);
    this.addWord(WORD_BYTES);
    this.addWord(value);
  }

  #addBigint(cell: string | number): void {
    const value = wholeNumber(cell);
    const high = Math.floor(value / WORD);
    this.#makeRoom(WORD_BYTES + LONG_BYTES);
    const start = this.#bytes.writeInt32BE(LONG_BYTES, this.#length);
    this.#bytes.writeInt32BE(high, start);
    this.#length = this.#bytes.writeUInt32BE(value - high * WORD, start + WORD_BYTES);
  }

  #makeRoom(more: number): void {
    const least = this.#length + more;
    if (least <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(least, 2 * this.#bytes.length));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}

function wholeNumber(cell: string | number): number {
  if (typeof cell === 'number' && Number.isSafeInteger(cell)) return cell;
  throw new TypeError(`${JSON.stringify(cell)} is no whole number`);
}
