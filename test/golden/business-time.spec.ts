import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';

const here = fileURLToPath(new URL('.', import.meta.url));
const folder = join(here, 'business-time');
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.jsonl'))
  .map((name) => join(folder, name));
const LINES = 1_026;

/** A process of its own, because a host zone and a clock cannot be changed behind a running one. */
const answersUnder = (timeZone: string, today: string): unknown =>
  JSON.parse(
    execFileSync(
      process.execPath,
      [
        '--conditions=source',
        `--import=${new URL('../support/fixed-date.mjs', import.meta.url).href}`,
        join(folder, 'answer-lines.ts'),
        ...files,
      ],
      { encoding: 'utf8', env: { TZ: timeZone, FIXED_TODAY: `${today}T12:00:00Z` } },
    ),
  );

describe('every answer of the independent oracles is ours', () => {
  test.each([
    ['UTC', '2026-01-15'],
    ['UTC', '2026-07-15'],
    ['America/New_York', '2026-01-15'],
    ['America/New_York', '2026-07-15'],
  ])('on a host in %s on %s', (timeZone, today) => {
    expect(answersUnder(timeZone, today)).toEqual({
      timeZone,
      today,
      lines: LINES,
      differences: [],
    });
  });
});
