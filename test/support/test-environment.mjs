/**
 * Node for the tests of one file. A server that a failed test has left open would keep Jest waiting
 * for ever: what is still noted as open behind the last test is closed, and the file fails by it.
 */
import { setTimeout as passed } from 'node:timers/promises';
import { TestEnvironment } from 'jest-environment-node';

/** A server that does not end in this time keeps the others waiting no longer. */
const CLOSE_MS = 10_000;

export default class CaselineEnvironment extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    this.global.leftOpen = new Set();
  }

  async handleTestEvent({ name }, { unhandledErrors }) {
    if (name !== 'run_finish' || this.global.leftOpen.size === 0) return;
    const names = await closeAll(this.global.leftOpen);
    unhandledErrors.push(new Error(`The tests have left open: ${names.join(', ')}`));
  }
}

/** Closes the last one first: it may need those before it, and may close some of them itself. */
async function closeAll(leftOpen) {
  const names = [];
  while (leftOpen.size > 0) {
    const opened = [...leftOpen].at(-1);
    names.push(opened.name);
    leftOpen.delete(opened);
    const closing = Promise.resolve(opened.close()).catch(() => undefined);
    await Promise.race([closing, passed(CLOSE_MS, undefined, { ref: false })]);
  }
  return names;
}
