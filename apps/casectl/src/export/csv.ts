import type { Export, StreamFormat } from './export-format.ts';
import { flatColumns, type FlatValue } from './flat-columns.ts';
import { preparePieces, writePrepared } from './prepared-pieces.ts';
import type { Sink } from './sink.ts';
import { exportedEvents } from './wanted-events.ts';

/** One row an event, by RFC 4180: commas, CRLF, the first line names the columns; UTF-8. */
export const csv: StreamFormat = {
  hasPersonalDataUnlessRefused: false,
  streamPrefixes: ['case-', 'organization-', 'policy-'],
  prefixesAllowed: null,
  eventsInGroup: 1,
  isQuickerShared: true,
  async write(what, sink) {
    const columns = flatColumns(what.withPersonalData);
    await sink.write(csvRow(columns.map(({ name }) => name)));
    return (await writeRows(what, sink)) + (await writePrepared(what, sink));
  },
  prepare: (what, folder) => preparePieces(folder, (sink) => writeRows(what, sink)),
};

async function writeRows({ source, withPersonalData }: Export, sink: Sink): Promise<number> {
  const columns = flatColumns(withPersonalData);
  let written = 0;
  for await (const exported of exportedEvents(source)) {
    let rows = '';
    for (const each of exported) rows += csvRow(columns.map((column) => column.of(each)));
    await sink.write(rows);
    written += exported.length;
  }
  return written;
}

/**
 * What a spreadsheet takes for a formula, in wide form too. A quote of the cell's own is protected
 * like them, so that taking one leading quote away gives every cell back.
 */
const BEGINS_LIKE_A_FORMULA = /^[=+\-@\t\r\n'＝＋－＠]/;
const NEEDS_QUOTES = /[",\r\n]/;
/** Either of the two: nearly every cell has neither, and is asked only this. */
const IS_SPECIAL = /^[=+\-@\t'＝＋－＠]|[",\r\n]/;

/** A row of CSV with its end. */
export function csvRow(values: readonly FlatValue[]): string {
  let row = '';
  for (let index = 0; index < values.length; index += 1) {
    const cell = csvCell(values[index] ?? null);
    row += index === 0 ? cell : `,${cell}`;
  }
  return `${row}\r\n`;
}

function csvCell(value: FlatValue): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  if (!IS_SPECIAL.test(value)) return value;
  const text = BEGINS_LIKE_A_FORMULA.test(value) ? `'${value}` : value;
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
