import { PassThrough } from 'node:stream';
import { expect, test } from '@jest/globals';
import { Progress } from './progress.ts';

/** What a pipe is told of work whose steps are `values`. */
function toldOf(values: readonly number[], total: number): string {
  const pipe = new PassThrough();
  const progress = new Progress(pipe, 'verifying');
  for (const value of values) progress.show(value, total);
  progress.end();
  return String(pipe.read());
}

test('work tells how much is done', () => {
  expect(toldOf([10], 20)).toContain('50% 10/20');
});

test.each([
  ['that has not moved', [0, 0], 20],
  ['that was done at once', [20, 20], 20],
  ['of nothing', [0], 0],
])('work %s names no time that nobody knows', (_, values, total) => {
  expect(toldOf(values, total)).toMatch(/\d+\/\d+ (\d+s)?\s*$/);
});
