import type { ColumnType, Row } from '@caseline/event-sourcing';
import { BinaryCells } from './binary-cells.ts';

/** What begins the binary form of `COPY`: the signature, then no flags and no extension. */
const HEADER = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const TRAILER = -1;

/** A message of the protocol: the letter of its kind, and its length without the letter. */
const COPY_DATA = Buffer.from('d\0\0\0\0');
const COPY_DONE = Buffer.from('c\0\0\0\x04');

/** About as much as goes into one message; what is larger is made and read more slowly. */
const MESSAGE_BYTES = 256 * 1_024;

/** The columns of a table, in the order of its definition. */
export type Columns = readonly (readonly [name: string, type: ColumnType])[];

/**
 * Rows as the messages that carry them behind `COPY … FROM STDIN (FORMAT binary)`, the last one
 * included. Throws `TypeError` for a cell that does not fit.
 */
export function copiedRows(columns: Columns, rows: readonly Row[]): readonly Buffer[] {
  const messages: Buffer[] = [];
  let message = new Message();
  message.cells.addBytes(HEADER);
  for (const row of rows) {
    addRow(message.cells, columns, row);
    if (message.cells.length < MESSAGE_BYTES) continue;
    messages.push(message.end());
    message = new Message();
  }
  message.cells.addShort(TRAILER);
  return [...messages, message.end(), COPY_DONE];
}

function addRow(cells: BinaryCells, columns: Columns, row: Row): void {
  cells.addShort(columns.length);
  for (const [name, type] of columns) cells.addCell(type, row[name] ?? null);
}

class Message {
  readonly cells = new BinaryCells(MESSAGE_BYTES + MESSAGE_BYTES / 4);

  constructor() {
    this.cells.addBytes(COPY_DATA);
  }

  end(): Buffer {
    this.cells.setWord(this.cells.length - 1, 1);
    return this.cells.end();
  }
}
