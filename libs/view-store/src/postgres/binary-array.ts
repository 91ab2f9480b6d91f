import type { Cell, ColumnType } from '@caseline/event-sourcing';
import { BinaryCells, columnTypes } from './binary-cells.ts';

const HEADER_BYTES = 20;
const USUAL_CELL_BYTES = 16;

/**
 * One column of many rows as PostgreSQL's binary array: one parameter whatever the number of rows,
 * and nothing to quote or parse on either side. Throws `TypeError` for a cell that does not fit.
 */
export function binaryArray(type: ColumnType, cells: readonly Cell[]): Buffer {
  const { element } = columnTypes[type];
  const bytes = new BinaryCells(HEADER_BYTES + cells.length * USUAL_CELL_BYTES);
  const hasNull = cells.includes(null) ? 1 : 0;
  for (const word of [1, hasNull, element, cells.length, 1]) bytes.addWord(word);
  for (const cell of cells) bytes.addCell(type, cell);
  return bytes.end();
}
