/** Instants of a log: exact where they say an offset, else the wall clock of the mapping's zone. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { instantReader, isTimeFormat } from './timestamps.ts';

const readIn = (zone: string, format = 'iso') => {
  const read = instantReader({ column: 'time', format, zone });
  return (text: string): string | undefined => {
    const epochMs = read(text);
    return epochMs === undefined ? undefined : new Date(epochMs).toISOString();
  };
};

describe('An instant of a log', () => {
  test.each([
    ['2011-04-01T10:00:00+02:00', '2011-04-01T08:00:00.000Z'],
    ['2011-04-01T10:00:00.123456+0200', '2011-04-01T08:00:00.123Z'],
    ['2011-04-01T10:00:00Z', '2011-04-01T10:00:00.000Z'],
    ['2011/04/01 10:00:00.000', '2011-04-01T08:00:00.000Z'],
    ['2011-04-01 10:00', '2011-04-01T08:00:00.000Z'],
    ['2011-04-01', '2011-03-31T22:00:00.000Z'],
  ])('%s is %s in Berlin', (text, instant) => {
    expect(readIn('Europe/Berlin')(text)).toBe(instant);
  });

  test.each(['', 'soon', '2011-02-30', '2011-13-01', '2011-04-01T25:00', '01.04.2011'])(
    '%j is none',
    (text) => {
      expect(readIn('Europe/Berlin')(text)).toBeUndefined();
    },
  );

  test('that was skipped or repeated is the first that the clock reads', () => {
    const read = readIn('Europe/Berlin');
    expect(read('2011-03-27 02:30:00')).toBe('2011-03-27T01:00:00.000Z');
    expect(read('2011-10-30 02:30:00')).toBe('2011-10-30T00:30:00.000Z');
  });

  test('is read by a pattern', () => {
    const read = readIn('Asia/Shanghai', 'DD.MM.YYYY HH:mm');
    expect(read('1.4.2011 09:05')).toBe('2011-04-01T01:05:00.000Z');
    expect(read('31.4.2011 09:05')).toBeUndefined();
    expect(read('2011-04-01 09:05')).toBeUndefined();
  });

  test('in ISO form is what it was written from', () => {
    const instant = fc.date({ min: new Date('1990-01-01'), max: new Date('2040-01-01') });
    fc.assert(
      fc.property(instant.filter((date) => !Number.isNaN(date.getTime())), (date) => {
        expect(readIn('UTC')(date.toISOString())).toBe(date.toISOString());
        expect(readIn('UTC')(date.toISOString().replace('T', ' ').replace('Z', ''))).toBe(
          date.toISOString(),
        );
      }),
    );
  });
});

test.each([
  ['iso', true],
  ['DD/MM/YYYY', true],
  ['HH:mm', false],
  ['MM/DD/YY', false],
])('the format %s is one: %s', (format, isOne) => {
  expect(isTimeFormat(format)).toBe(isOne);
});
