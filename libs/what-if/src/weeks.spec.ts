import { expect, test } from '@jest/globals';
import { weekOf } from './weeks.ts';

test.each([
  ['2012-01-01T23:59:59.999Z', '2011-W52'],
  ['2012-01-02T00:00:00.000Z', '2012-W01'],
  ['2020-12-31T12:00:00.000Z', '2020-W53'],
  ['2021-01-03T23:59:59.999Z', '2020-W53'],
  ['2021-01-04T00:00:00.000Z', '2021-W01'],
  ['2018-12-31T00:00:00.000Z', '2019-W01'],
  ['1969-12-31T00:00:00.000Z', '1970-W01'],
])('%s is in %s, as ISO 8601 counts weeks', (instant, week) => {
  expect(weekOf(instant)).toBe(week);
});
