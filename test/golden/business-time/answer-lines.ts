/**
 * Answers the JSON lines of the files named as arguments and prints what differs from the golden
 * answers, as JSON, with the zone and the day this process believes in.
 */
import { readFileSync } from 'node:fs';
import { answerBusinessTimeLine } from '@caseline/business-calendar';

interface GoldenLine {
  readonly id: string;
  readonly expected_close?: string;
  readonly expected_seconds?: number;
}

const lines = process.argv
  .slice(2)
  .flatMap((file) => readFileSync(file, 'utf8').trimEnd().split('\n'));

const differences = lines.flatMap((line) => {
  const golden = JSON.parse(line) as GoldenLine;
  const expected = golden.expected_seconds ?? golden.expected_close;
  const answer = answerBusinessTimeLine(line);
  return 'result' in answer && answer.result === expected ? [] : [{ answer, expected }];
});

const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
const today = new Date().toISOString().slice(0, 10);
process.stdout.write(JSON.stringify({ timeZone, today, lines: lines.length, differences }));
