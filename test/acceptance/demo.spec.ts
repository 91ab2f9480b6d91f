import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { cleanEnvironment, compiledMain } from '../support/caseline-server.ts';

const run = promisify(execFile);

const demo = (...args: readonly string[]) =>
  run(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      join(dirname(compiledMain('api')), 'demo.js'),
      ...args,
    ],
    { env: cleanEnvironment({ PORT: '0', CASELINE_LOG: 'warn' }), timeout: 60_000 },
  );

describe('npm run demo', () => {
  let said = '';
  beforeAll(async () => {
    said = (await demo('--exit', '--cases', '120', '--seed', '7')).stdout;
  }, 60_000);

  const section = (title: string): string => {
    const [, rest = ''] = said.split(`── ${title}`);
    return rest.split('\n── ')[0] ?? '';
  };

  test('says its seed and makes the cases', () => {
    expect(said).toMatch(/^A month of cases, seed 7, in /);
    expect(said).toMatch(/\d+ cases, \d+ events, made in [\d.]+ s/);
  });

  test('shows the queue with cases that are late and cases that are due', () => {
    expect(section('The queue now')).toMatch(/ late .*\n/);
    expect(section('The queue now')).toMatch(/in \d+ m \d\d s +A +triaged/);
  });

  test('shows a clock of severity A that runs', () => {
    expect(section('An SLA clock')).toMatch(/severity A: first-response within 1 hour/);
    expect(section('An SLA clock')).toMatch(/due in \d+ m \d\d s/);
  });

  test('explains a breach by stretches that sum to the target', () => {
    const explained = section('A breach');
    expect(explained).toMatch(/is due at .* promised by china-21vianet@2/);
    expect(explained).toMatch(/→ .* counts \d+/);
  });

  test('replays a case, from opened on', () => {
    const steps = section('A case, replayed').trim().split('\n').slice(1);
    expect(steps[0]).toMatch(/opened [ABC–] provider +A .* case was opened/);
    expect(steps.length).toBeGreaterThanOrEqual(14);
  });

  test('shows the queue of last Tuesday', () => {
    expect(section('The queue as it stood last Tuesday')).toMatch(/10:00:00 UTC\n.*title\n.+/);
  });

  test('gives lines to paste, and leaves nothing behind', () => {
    expect(section('Try it')).toMatch(/export CASELINE_TOKEN=eyJ[\w-]+\.[\w-]+\.[\w-]+\n/);
    const [, folder = ''] = /seed 7, in (\S+)/.exec(said) ?? [];
    expect(folder).not.toBe('');
    expect(existsSync(folder)).toBe(false);
  });

  test('refuses an option it does not know, with its usage', async () => {
    await expect(demo('--sead', '7')).rejects.toMatchObject({ code: 2 });
  });
});
