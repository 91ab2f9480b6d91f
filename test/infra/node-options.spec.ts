/** What Node itself is told, where a wrong choice ends a process. */
import { describe, expect, test } from '@jest/globals';
import { asNpmRuns } from '../support/caseline-server.ts';

const UNREACHED_BUDGET = '--wasm-wrapper-tiering-budget=1000000000';

describe('The recompilation of WebAssembly that has crashed Node', () => {
  test('is put off in this very test', () => {
    expect(process.execArgv).toContain(UNREACHED_BUDGET);
  });

  test.each(['api', 'projector', 'timekeeper', 'casectl'] as const)('is put off in %s', (app) => {
    expect(asNpmRuns(app).options).toContain(UNREACHED_BUDGET);
  });
});
