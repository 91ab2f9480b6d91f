/**
 * The order of the test files. Jest begins with those that took longest in the run before; a fresh
 * clone has none, and would end with one worker idle beside a file that takes minutes.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import Sequencer from '@jest/test-sequencer';

/** Files that take half a minute and more, the longest first. */
const longest = [
  'faults/kill-under-load',
  'acceptance/casectl-import-bpi',
  'faults/processes-start',
  'views/as-of-instants',
  'faults/kill-processes',
  'faults/rolling-restart',
  'views/projection-runner',
].map((name) => join(import.meta.dirname, '..', `${name}.spec.ts`));

const missing = longest.filter((path) => !existsSync(path));
if (missing.length > 0) throw new Error(`listed as long, but not there: ${missing.join(', ')}`);

/** The place in the list; files that are not on it come behind it. */
const placeOf = ({ path }) => (longest.includes(path) ? longest.indexOf(path) : longest.length);

export default class LongestFirst extends Sequencer {
  sort(tests) {
    const usual = super.sort(tests);
    const areTimed = usual.every((test) => this.time(test) !== undefined);
    return areTimed ? usual : usual.toSorted((one, next) => placeOf(one) - placeOf(next));
  }
}
