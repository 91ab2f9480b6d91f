import { describe, expect, test } from '@jest/globals';
import { spanContextOf, traceparentOf } from './trace-context.ts';

const caller = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

describe('traceparent', () => {
  test('is read as W3C writes it, and written the same', () => {
    const context = spanContextOf(caller);
    expect(context && traceparentOf(context)).toBe(caller);
    expect(spanContextOf(`01${caller.slice(2)}-later`)).toBeDefined();
  });

  test.each([
    undefined,
    '',
    `ff${caller.slice(2)}`,
    caller.toUpperCase(),
    caller.replace('0af7651916cd43dd8448eb211c80319c', '0'.repeat(32)),
    caller.replace('b7ad6b7169203331', '0'.repeat(16)),
    `${caller}0`,
  ])('%s is none', (text) => {
    expect(spanContextOf(text)).toBeUndefined();
  });
});
