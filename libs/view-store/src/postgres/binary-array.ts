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

const HEADER_BYTES = 20;
const LENGTH_BYTES = 4;
const NULL_LENGTH = -1;
const WORD = 2 ** 32;

/**
 * One column of many rows as PostgreSQL's binary array: one parameter whatever the number of rows,
 * and nothing to quote or parse on either side. Throws `TypeError` for a cell that does not fit.
 */
export function binaryArray(type: ColumnType, cells: readonly Cell[]): Buffer {
  const { element } = columnTypes[type];
  const hasNull = cells.includes(null);
  const bytes = Buffer.allocUnsafe(HEADER_BYTES + roomOf(element, cells));
  bytes.writeInt32BE(1, 0);
  bytes.writeInt32BE(hasNull ? 1 : 0, 4);
  bytes.writeInt32BE(element, 8);
  bytes.writeInt32BE(cells.length, 12);
  bytes.writeInt32BE(1, 16);
  let offset = HEADER_BYTES;
  for (const cell of cells) offset = writeCell(bytes, offset, { element, cell });
  return bytes.subarray(0, offset);
}

function roomOf(element: number, cells: readonly Cell[]): number {
  if (element !== TEXT) return cells.length * (LENGTH_BYTES + 8);
  let room = cells.length * LENGTH_BYTES;
  for (const cell of cells) if (cell !== null) room += Buffer.byteLength(textOf(cell));
  return room;
}

function writeCell(
  bytes: Buffer,
  offset: number,
  { element, cell }: { readonly element: number; readonly cell: Cell },
): number {
  if (cell === null) return bytes.writeInt32BE(NULL_LENGTH, offset);
  const start = offset + LENGTH_BYTES;
  if (element === TEXT) {
    const length = bytes.write(textOf(cell), start);
    bytes.writeInt32BE(length, offset);
    return start + length;
  }
  const number = wholeNumber(cell);
  if (element === INT4) {
    bytes.writeInt32BE(4, offset);
    return bytes.writeInt32BE(number, start);
  }
  bytes.writeInt32BE(8, offset);
  const high = Math.floor(number / WORD);
  bytes.writeInt32BE(high, start);
  return bytes.writeUInt32BE(number - high * WORD, start + 4);
}

function textOf(cell: string | number): string {
  if (typeof cell === 'string') return storableText(cell);
  throw new TypeError(`${cell} is no text`);
}

function wholeNumber(cell: string | number): number {
  if (Number.isSafeInteger(cell)) return Number(cell);
  throw new TypeError(`${JSON.stringify(cell)} is no whole number`);
}
