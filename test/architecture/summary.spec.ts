/** The closing line of a test run counts what CI must count, and names every skip. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from '@jest/globals';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'caseline-summary-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs Jest on one small suite with our reporter and environment; how it ended and its output. */
function runJest(suite: string) {
  writeFileSync(join(folder, 'sample.test.cjs'), suite);
  const config = {
    rootDir: folder,
    testMatch: ['<rootDir>/*.test.cjs'],
    reporters: ['default', join(root, 'test', 'support', 'summary-reporter.mjs')],
    testEnvironment: join(root, 'test', 'support', 'test-environment.mjs'),
  };
  const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  const args = [jest, '--config', JSON.stringify(config), '--cache=false', '--watchman=false'];
  return spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
}

describe('A test run', () => {
  test('ends with its counts alone on the last line, after each skip with its reason', () => {
    const { status, stdout } = runJest(
      "test('a', () => {}); test('b', () => {}); test.skip('c [skipped: no log]', () => {});",
    );
    expect(stdout.trim().split('\n')).toEqual([
      'skipped sample.test.cjs: c [skipped: no log]',
      'tests: 2 passed, 0 failed, 1 skipped',
    ]);
    expect(status).toBe(0);
  });

  test('fails when a skip gives no reason', () => {
    const { status, stdout } = runJest("test('a', () => {}); test.skip('b', () => {});");
    expect(stdout).toContain('tests: 1 passed, 0 failed, 1 skipped');
    expect(status).toBe(1);
  });

  test('counts a failed test, and a file that does not load', () => {
    const failing = runJest("test('a', () => { throw new Error('no'); });");
    expect(failing.stdout).toContain('tests: 0 passed, 1 failed, 0 skipped');
    const unloadable = runJest("throw new Error('does not load');");
    expect(unloadable.stdout).toContain('tests: 0 passed, 1 failed, 0 skipped');
    expect([failing.status, unloadable.status]).toEqual([1, 1]);
  });

  test('closes the server that a failed test has left open, and says so', () => {
    const { status, stdout, stderr } = runJest(
      `test('a', () => {
        const server = require('node:http').createServer().listen(0, '127.0.0.1');
        leftOpen.add({ name: 'a server', close: () => server.close() });
        throw new Error('no');
      });`,
    );
    expect(stderr).toContain('The tests have left open: a server');
    // The file fails beside its test, so that it also fails where every test has passed.
    expect(stdout).toContain('tests: 0 passed, 2 failed, 0 skipped');
    expect(status).toBe(1);
  });

  test('ends, and fails, when something is open that nobody knows how to close', () => {
    const { status, stdout, stderr } = runJest(
      "test('a', () => { require('node:http').createServer().listen(0, '127.0.0.1'); });",
    );
    expect(stderr).toMatch(/The run has left open: .*TCPServerWrap/);
    expect(stdout).toContain('tests: 1 passed, 0 failed, 0 skipped');
    expect(status).toBe(1);
  });
});
