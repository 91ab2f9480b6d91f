import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { readinessReasons } from './readiness.ts';

test('the runbook names every code that makes readiness red', () => {
  const runbook = readFileSync(new URL('../../../../infra/runbook.md', import.meta.url), 'utf8');
  const red = Object.entries(readinessReasons).filter(([, { blocks }]) => blocks);
  expect(red.length).toBeGreaterThan(5);
  expect(red.map(([code]) => code).filter((code) => !runbook.includes(`\`${code}\``))).toEqual([]);
});
