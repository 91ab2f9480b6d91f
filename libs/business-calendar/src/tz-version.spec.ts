import { expect, test } from '@jest/globals';
import { tzVersion } from './tz-version.ts';

test('the release of the time-zone rules is named as IANA names it', () => {
  expect(tzVersion()).toMatch(/^20\d\d[a-z]$/);
});
