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
  const changed = (changes: Record<string, unknown>) => JSON.stringify({ ...add, ...changes });
  const daily = (changes: Record<string, unknown>) =>
    changed({ calendar: { ...calendar, ...changes } });
  const backward = [['2024-06-03T09:00:00Z', '2024-06-03T08:00:00Z']];

  test.each([
    ['unknown operation', changed({ op: 'sub' }), /^op: not an operation/],
    ['unknown field', changed({ minuets: 1 }), /Unrecognized key: "minuets"/],
    ['another operation’s field', changed({ end: '2024-06-03T07:00:00Z' }), /"end"/],
    ['negative minutes', changed({ minutes: -1 }), /^minutes: minutes are not negative/],
    ['half a minute', changed({ minutes: 0.5 }), /^minutes: not whole/],
    ['no offset', changed({ start: '2024-06-03T07:00:00' }), /^start: .*ISO 8601/],
    ['no such day', changed({ start: '2024-02-30T07:00:00Z' }), /^start: .*ISO 8601/],
    ['year 1900', changed({ start: '1900-01-01T00:00:00Z' }), /1970 to 2199/],
    ['calendar without days', daily({ weekly: [] }), /^calendar\/weekly: no interval at all/],
    [
      'calendar that never opens again',
      daily({ weekly: [], openings: [['2020-01-01', '09:00', '17:00']] }),
      /^calendar has no business time/,
    ],
    ['backward pause', changed({ op: 'add_paused', pauses: backward }), /before it begins/],
  ])('%s', (_name, line, reason) => {
    const refused = { id: 'x', error: expect.stringMatching(reason) };
    expect(answerBusinessTimeLine(line)).toEqual(refused);
  });

  test.each([
    ['not JSON', '{"id":', /^not JSON: /],
    ['not an object', '7', /^not a JSON object$/],
    ['no id', changed({ id: undefined }), /^id: not a text$/],
  ])('%s, and then there is no id to answer to', (_name, line, reason) => {
    const refused = { id: null, error: expect.stringMatching(reason) };
    expect(answerBusinessTimeLine(line)).toEqual(refused);
  });
});
