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
const NUMBER_BYTES = 8;
const NULL_LENGTH = -1;
const WORD = 2 ** 32;

/** No character of a text takes more in UTF-8 for each of its UTF-16 units. */
const MAX_UNIT_BYTES = 3;

/**
 * One column of many rows as PostgreSQL's binary array: one parameter whatever the number of rows,
 * and nothing to quote or parse on either side. Throws `TypeError` for a cell that does not fit.
 */
export function binaryArray(type: ColumnType, cells: readonly Cell[]): Buffer {
  const { element } = columnTypes[type];
  const bytes = Buffer.allocUnsafeSlow(HEADER_BYTES + roomFor(cells));
  let hasNull = 0;
  let offset = HEADER_BYTES;
  for (const cell of cells) {
    if (cell === null) {
      hasNull = 1;
      offset = bytes.writeInt32BE(NULL_LENGTH, offset);
    } else if (element === TEXT) {
      offset = writeText(bytes, offset, cell);
    } else {
      offset = writeNumber(bytes, offset, { cell, isShort: element === INT4 });
    }
  }
  for (const [index, word] of [1, hasNull, element, cells.length, 1].entries()) {
    bytes.writeInt32BE(word, index * LENGTH_BYTES);
  }
  return bytes.subarray(0, offset);
}

function roomFor(cells: readonly Cell[]): number {
  let room = cells.length * (LENGTH_BYTES + NUMBER_BYTES);
  for (const cell of cells) if (typeof cell === 'string') room += cell.length * MAX_UNIT_BYTES;
  return room;
}

function writeText(bytes: Buffer, offset: number, cell: string | number): number {
  if (typeof cell !== 'string') throw new TypeError(`${cell} is no text`);
  const length = bytes.write(storableText(cell), offset + LENGTH_BYTES);
  return bytes.writeInt32BE(length, offset) + length;
}

function writeNumber(
  bytes: Buffer,
  offset: number,
  { cell, isShort }: { readonly cell: string | number; readonly isShort: boolean },
): number {
  if (typeof cell !== 'number' || !Number.isSafeInteger(cell)) {
    throw new TypeError(`${JSON.stringify(cell)} is no whole number`);
  }
  if (isShort) return bytes.writeInt32BE(cell, bytes.writeInt32BE(4, offset));
  const high = Math.floor(cell / WORD);
  const start = bytes.writeInt32BE(NUMBER_BYTES, offset);
  return bytes.writeUInt32BE(cell - high * WORD, bytes.writeInt32BE(high, start));
}
