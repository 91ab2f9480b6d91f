/** Ends a Jest run with each skip and its reason, and one line of counts that a script can read. */

/** What is still open so long after the last test will stay open. */
const STILL_OPEN_MS = 5_000;

/** Skips whose full name carries no `[skipped: reason]`, as `file: name`. */
export function skipsWithoutReason(results) {
  return skipped(results)
    .filter(({ name }) => !name.includes('[skipped: '))
    .map(describeSkip);
}

/** The closing lines: skips first, the counts last and alone on their line. */
export function summaryLines(results) {
  const { numPassedTests, numFailedTests, numFailedTestSuites, numPendingTests } = results;
  // A file that does not load has no tests to fail; it still must not read as "0 failed".
  const unloadable = results.testResults.filter(({ testExecError }) => testExecError).length;
  const failed = numFailedTests + Math.min(unloadable, numFailedTestSuites);
  return [
    ...skipped(results).map((skip) => `skipped ${describeSkip(skip)}`),
    `tests: ${numPassedTests} passed, ${failed} failed, ${numPendingTests} skipped`,
  ];
}

export default class SummaryReporter {
  #unreasoned = [];
  #isFiltered;
  #isWatching;

  constructor({ testNamePattern, watch, watchAll }) {
    this.#isFiltered = Boolean(testNamePattern);
    this.#isWatching = Boolean(watch || watchAll);
  }

  onRunComplete(_contexts, results) {
    // The timer keeps nothing alive: it fires only where something else does.
    if (!this.#isWatching) setTimeout(failOfWhatIsOpen, STILL_OPEN_MS).unref();
    if (this.#isFiltered) return;
    this.#unreasoned = skipsWithoutReason(results);
    const closing = `\n${summaryLines(results).join('\n')}\n`;
    // Jest prints its own summary after the reporters; ours is to be the last word.
    process.once('exit', () => process.stdout.write(closing));
  }

  /** Jest fails the run when a reporter answers an error here. */
  getLastError() {
    if (this.#unreasoned.length === 0) return undefined;
    return new Error(`Skipped without [skipped: reason]:\n${this.#unreasoned.join('\n')}`);
  }
}

/** Jest would wait for ever, and end with 0 where it is stopped by hand. */
function failOfWhatIsOpen() {
  const open = process.getActiveResourcesInfo().join(', ');
  console.error(`The run has left open: ${open}. --detectOpenHandles tells where it was opened.`);
  process.exit(1);
}

function skipped({ testResults }) {
  return testResults.flatMap(({ testFilePath, testResults: tests }) =>
    tests
      .filter(({ status }) => status === 'pending' || status === 'todo')
      .map(({ fullName }) => ({ file: testFilePath.split(/[\\/]/).at(-1), name: fullName })),
  );
}

function describeSkip({ file, name }) {
  return `${file}: ${name}`;
}
