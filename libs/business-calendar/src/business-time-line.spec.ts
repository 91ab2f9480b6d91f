import { describe, expect, test } from '@jest/globals';
import { answerBusinessTimeLine } from './business-time-line.ts';

const calendar = {
  zone: 'Europe/Berlin',
  weekly: [1, 2, 3, 4, 5].map((weekday) => [weekday, '09:00', '17:00']),
  holidays: [],
};
const add = { id: 'x', op: 'add', calendar, start: '2024-06-03T07:00:00Z', minutes: 480 };
const ask = (question: unknown) => answerBusinessTimeLine(JSON.stringify(question));

describe('a line is answered', () => {
  test('add, add_paused and retarget with the closing instant, within with whole seconds', () => {
    expect(ask(add)).toEqual({ id: 'x', result: '2024-06-03T15:00:00Z' });
    const pauses = [['2024-06-03T08:00:00Z', '2024-06-03T09:00:00Z']];
    expect(ask({ ...add, op: 'add_paused', pauses })).toEqual({
      id: 'x',
      result: '2024-06-04T08:00:00Z',
    });
    const { minutes: _minutes, ...span } = add;
    expect(ask({ ...span, op: 'within', end: '2024-06-03T07:00:01.999Z' })).toEqual({
      id: 'x',
      result: 1,
    });
  });

  test('with a fraction of a second only where there is one', () => {
    expect(ask({ ...add, start: '2024-06-03T09:00:00.250+02:00', minutes: 1 })).toEqual({
      id: 'x',
      result: '2024-06-03T07:01:00.250Z',
    });
  });

  test('with dated openings', () => {
    const saturday = { ...calendar, openings: [['2024-06-08', '10:00', '12:00']] };
    expect(ask({ ...add, calendar: saturday, start: '2024-06-07T15:00:00Z', minutes: 60 })).toEqual(
      { id: 'x', result: '2024-06-08T09:00:00Z' },
    );
  });
});

describe('a retarget', () => {
  const change = {
    ...add,
    op: 'retarget',
    minutes: 60,
    changed_at: '2024-06-03T09:00:00Z',
    original: { calendar, minutes: 480 },
  };

  test('goes by the severities: raised counts from the change, lowered from the start', () => {
    const raised = ask({ ...change, severity: 'C>B' });
    expect(raised).toEqual({ id: 'x', result: '2024-06-03T10:00:00Z' });
    const lowered = ask({ ...change, severity: 'B>C' });
    expect(lowered).toEqual({ id: 'x', result: '2024-06-03T08:00:00Z' });
  });

  test('without them, a shorter target is a raise and a longer one is not', () => {
    expect(ask(change)).toEqual({ id: 'x', result: '2024-06-03T10:00:00Z' });
    expect(ask({ ...change, minutes: 481 })).toEqual({ id: 'x', result: '2024-06-04T07:01:00Z' });
  });
});

describe('a line is refused with a reason:', () => {
  test.each([
    ['not JSON', '{"id":', null, /^not JSON: /],
    ['not an object', '7', null, /^not a JSON object$/],
    ['unknown operation', JSON.stringify({ ...add, op: 'sub' }), 'x', /^op: not an operation/],
    ['unknown field', JSON.stringify({ ...add, minuets: 1 }), 'x', /Unrecognized key: "minuets"/],
    ['another operation’s field', JSON.stringify({ ...add, end: '' }), 'x', /"end"/],
    ['no id', JSON.stringify({ ...add, id: undefined }), null, /^id: /],
    ['negative minutes', JSON.stringify({ ...add, minutes: -1 }), 'x', /^minutes: .*not negative/],
    ['half a minute', JSON.stringify({ ...add, minutes: 0.5 }), 'x', /^minutes: not whole/],
    ['no offset', JSON.stringify({ ...add, start: '2024-06-03T07:00:00' }), 'x', /^start: .*ISO 8601/],
    ['no such day', JSON.stringify({ ...add, start: '2024-02-30T07:00:00Z' }), 'x', /^start: /],
    ['year 1900', JSON.stringify({ ...add, start: '1900-01-01T00:00:00Z' }), 'x', /1970 to 2199/],
    [
      'a calendar without days',
      JSON.stringify({ ...add, calendar: { ...calendar, weekly: [] } }),
      'x',
      /^calendar\/weekly: no interval at all/,
    ],
    [
      'a calendar that never opens again',
      JSON.stringify({
        ...add,
        calendar: { ...calendar, weekly: [], openings: [['2020-01-01', '09:00', '17:00']] },
      }),
      'x',
      /^calendar has no business time/,
    ],
    [
      'a backward pause',
      JSON.stringify({
        ...add,
        op: 'add_paused',
        pauses: [['2024-06-03T09:00:00Z', '2024-06-03T08:00:00Z']],
      }),
      'x',
      /before it begins/,
    ],
  ])('%s', (_name, line, ...[id, reason]) => {
    expect(answerBusinessTimeLine(line)).toEqual({ id, error: expect.stringMatching(reason) });
  });
});
