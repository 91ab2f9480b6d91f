/** A what-if says what importing the log again under the draft would say: the done-when of it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { drafts, mondayToFriday } from '../support/draft-packs.ts';
import { describeAtLengthWithEventLog } from '../support/event-log.ts';
import {
  answerOf,
  expectSameAsImports,
  here,
  importAgain,
  importThen,
  inProcesses,
} from './re-import.ts';
import { serviceDeskLog } from './service-desk-log.ts';

const SEED = 2_013;
const CASES = 80;
const TEST_MS = 240_000;
/** A thread takes longer to start than such a log to judge. */
const ONE_THREAD = ['--threads', '1'];

describe('A small log under a draft', () => {
  const root = mkdtempSync(join(tmpdir(), 'caseline-what-if-'));
  const log = join(root, 'log.xes');
  let then = '';
  beforeAll(async () => {
    writeFileSync(log, serviceDeskLog(SEED, CASES));
    then = await importThen(root, log, here);
  }, TEST_MS);
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  test.each(Object.entries(drafts))(
    'is judged as its import under it: %s',
    async (name, draft) => {
      const folder = mkdtempSync(join(root, 'draft-'));
      const by = { draft: draft(), run: here };
      const { draft: file, again } = await importAgain(folder, log, by);
      const answer = await answerOf(then, file, ONE_THREAD);
      expect({ name, changed: answer.totals.casesChanged > 0 }).toEqual({ name, changed: true });
      await expectSameAsImports(answer, { then, again });
    },
    TEST_MS,
  );
});

describeAtLengthWithEventLog('The log of BPI 2013 under a draft', (logPath) => {
  const root = mkdtempSync(join(tmpdir(), 'caseline-what-if-bpi-'));
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  test(
    'of Mondays to Fridays instead of every day is judged as its import under it',
    async () => {
      const by = { draft: mondayToFriday(), run: inProcesses };
      const [then, { draft, again }] = await Promise.all([
        importThen(root, logPath, inProcesses),
        importAgain(root, logPath, by),
      ]);
      const answer = await answerOf(then, draft);
      expect(answer.totals).toMatchObject({
        cases: 7_713,
        then: { met: 16_802, breached: 4_581 },
        draft: { met: 17_309, breached: 3_982 },
        changes: { 'breach-gained': 0, 'breach-lost': 599, 'deadline-later': 9_508 },
      });
      await expectSameAsImports(answer, { then, again });
    },
    TEST_MS,
  );
});
