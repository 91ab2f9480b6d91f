/** CSV that every reader gives back, and no spreadsheet calculates. */
import { describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { csvRow } from './csv.ts';

/** Texts as they come, and texts that begin with what matters. */
const cell = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc
    .tuple(
      fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', "'", '"', ',', '＝', ' ', '\r\n'),
      fc.string({ unit: 'grapheme' }),
    )
    .map(([begin, rest]) => begin + rest),
);
const width = 3;
const row = fc.array(cell, { minLength: width, maxLength: width });

const parsed = (text: string): readonly (readonly string[])[] =>
  parse(text, { record_delimiter: '\r\n', skip_empty_lines: false });

describe('A row of CSV', () => {
  test('gives each cell back when one leading quote is taken away', () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 1 }), (rows) => {
        const read = parsed(rows.map(csvRow).join(''));
        const bare = read.map((cells) => cells.map((text) => text.replace(/^'/, '')));
        expect(bare).toEqual(rows);
      }),
    );
  });

  test('never begins a cell like a formula', () => {
    fc.assert(
      fc.property(row, (cells) => {
        for (const text of parsed(csvRow(cells))[0] ?? []) {
          expect(text).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/);
        }
      }),
    );
  });

  test('is written as RFC 4180 says', () => {
    expect(csvRow(['a', 7, null, 'b,c', 'd"e', 'f\ng', '=1'])).toBe(
      'a,7,,"b,c","d""e","f\ng",\'=1\r\n',
    );
  });
});
