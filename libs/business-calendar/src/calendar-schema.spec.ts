import { describe, expect, test } from '@jest/globals';
import { compileCalendar } from './business-calendar.ts';
import { parseCalendar, type CalendarDefinition } from './calendar-schema.ts';
import { InvalidCalendar } from './errors.ts';

const office = {
  id: 'berlin-office',
  version: 1,
  zone: 'Europe/Berlin',
  weekly: [
    [1, '09:00', '17:00'],
    [2, '09:00', '17:00'],
  ],
  holidays: ['2024-10-03'],
};

const faultsOf = (changes: Record<string, unknown>) => {
  const parsing = parseCalendar({ ...office, ...changes });
  return parsing.ok ? [] : parsing.faults.map(({ path, reason }) => `${path}: ${reason}`);
};

describe('a calendar is accepted', () => {
  test('with its defaults filled in', () => {
    expect(parseCalendar(office)).toEqual({ ok: true, definition: { ...office, openings: [] } });
  });

  test('with touching intervals, a night shift and an opening on a holiday', () => {
    const night = [
      [1, '22:00', '24:00'],
      [2, '00:00', '02:00'],
    ];
    expect(faultsOf({ weekly: night })).toEqual([]);
    expect(
      faultsOf({
        weekly: [
          [1, '09:00', '12:00'],
          [1, '12:00', '17:00'],
        ],
      }),
    ).toEqual([]);
    expect(faultsOf({ openings: [['2024-10-03', '08:00', '20:00']] })).toEqual([]);
  });
});

describe('a calendar is refused, and the fault says where and why:', () => {
  test.each([
    ['an unknown zone', { zone: 'Mars/X' }, 'zone: unknown zone "Mars/X": give an IANA name'],
    ['an offset', { zone: '+08:00' }, 'zone: unknown zone "+08:00": give an IANA name'],
    [
      'overlap',
      {
        weekly: [
          [1, '09:00', '12:00'],
          [1, '11:59', '17:00'],
        ],
      },
      'weekly/1: overlaps weekly/0 (09:00-12:00)',
    ],
    [
      'overlap not between neighbours',
      {
        weekly: [
          [1, '09:00', '17:00'],
          [1, '10:00', '11:00'],
          [1, '15:00', '18:00'],
        ],
      },
      'weekly/1: overlaps weekly/0 (09:00-17:00) & weekly/2: overlaps weekly/0 (09:00-17:00)',
    ],
    [
      'opening over the regular hours',
      { openings: [['2024-09-30', '16:00', '20:00']] },
      'openings/0: overlaps weekly/0 (09:00-17:00)',
    ],
    [
      'opening twice',
      {
        openings: [
          ['2024-10-05', '09:00', '12:00'],
          ['2024-10-05', '09:00', '12:00'],
        ],
      },
      'openings/1: overlaps openings/0 (09:00-12:00)',
    ],
    [
      'no interval at all',
      { weekly: [] },
      'weekly: no interval at all: the calendar would never open',
    ],
    [
      'a date twice',
      { holidays: ['2024-10-03', '2024-12-25', '2024-10-03'] },
      'holidays/2: 2024-10-03 is listed twice',
    ],
    ['open at close', { weekly: [[1, '09:00', '09:00']] }, 'weekly/0: open is not before close'],
    ['night shift', { weekly: [[1, '22:00', '02:00']] }, 'weekly/0: open is not before close'],
    [
      'a bad time',
      { weekly: [[1, '9:00', '17:00']] },
      'weekly/0/1: not a time of day: HH:MM in whole minutes, 00:00 to 24:00, in quotes',
    ],
    [
      'seconds',
      { weekly: [[1, '09:00', '17:00:30']] },
      'weekly/0/2: not a time of day: HH:MM in whole minutes, 00:00 to 24:00, in quotes',
    ],
    [
      'after 24:00',
      { openings: [['2024-10-05', '09:00', '24:01']] },
      'openings/0/2: not a time of day: HH:MM in whole minutes, 00:00 to 24:00, in quotes',
    ],
    [
      'a date that does not exist',
      { holidays: ['2023-02-29'] },
      'holidays/0: not a date of the calendar: YYYY-MM-DD',
    ],
    [
      'days of different length without a business day',
      {
        weekly: [
          [1, '09:00', '17:00'],
          [2, '09:00', '12:00'],
        ],
      },
      'businessDayMinutes: missing: the open days differ in length, so it must be given',
    ],
    [
      'a business day that the hours contradict',
      { businessDayMinutes: 540 },
      'businessDayMinutes: 540 contradicts the open days of 480 minutes',
    ],
    ['half a minute', { businessDayMinutes: 480.5 }, 'businessDayMinutes: not whole minutes'],
    ['an unknown field', { lunch: true }, ': Unrecognized key: "lunch"'],
  ])('%s', (_name, changes, expected) => {
    expect(faultsOf(changes).join(' & ')).toBe(expected);
  });

  test('weekday 8 and version 0', () => {
    expect(faultsOf({ version: 0, weekly: [[8, '09:00', '17:00']] })).toEqual([
      expect.stringMatching(/^version: /),
      expect.stringMatching(/^weekly\/0\/0: /),
    ]);
  });

  test('compiling a definition that nobody parsed', () => {
    const broken: CalendarDefinition = { ...compiledShape, weekly: [], openings: [] };
    expect(() => compileCalendar(broken)).toThrow(InvalidCalendar);
  });
});

const compiledShape: CalendarDefinition = {
  id: 'lunch',
  version: 3,
  zone: 'Europe/Berlin',
  weekly: [
    [1, '08:30', '12:00'],
    [1, '13:00', '17:15'],
  ],
  holidays: [],
  openings: [],
};

describe('one business day', () => {
  test('is the sum of its windows where that is constant', () => {
    expect(compileCalendar(compiledShape).businessDayMinutes).toBe(465);
  });

  test('is what is given where the days differ', () => {
    const definition: CalendarDefinition = {
      ...compiledShape,
      weekly: [
        [1, '09:00', '17:00'],
        [2, '09:00', '12:00'],
      ],
      businessDayMinutes: 300,
    };
    expect(compileCalendar(definition).businessDayMinutes).toBe(300);
  });

  test('is that of the dated openings in a calendar without weekly hours', () => {
    const definition: CalendarDefinition = {
      ...compiledShape,
      weekly: [],
      openings: [['2024-02-04', '09:00', '18:00']],
    };
    expect(compileCalendar(definition).businessDayMinutes).toBe(540);
  });
});

test('equal definitions compile to one calendar, another version to another', () => {
  const compiled = compileCalendar(compiledShape);
  expect(compileCalendar(structuredClone(compiledShape))).toBe(compiled);
  expect(compileCalendar({ ...compiledShape, version: 4 })).not.toBe(compiled);
});
