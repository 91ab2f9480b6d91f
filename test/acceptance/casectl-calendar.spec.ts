/** `casectl calendar` against the golden answers, and on as many lines as an audit brings. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { casectlProcess } from '../support/casectl-run.ts';

const LINES = 6_000;

const golden = ['biz-oracle', 'biz-oracle-paused', 'sla-cases'].flatMap((name) => {
  const file = new URL(`../golden/business-time/${name}.jsonl`, import.meta.url);
  return readFileSync(file, 'utf8').trim().split('\n');
});

interface Line {
  readonly id: string;
  readonly op: string;
  readonly expected?: string | number;
  readonly expected_close?: string;
  readonly expected_seconds?: number;
}

const expectedOf = ({ op, expected, expected_close, expected_seconds }: Line) =>
  op === 'within' ? expected_seconds : Date.parse(String(expected_close ?? expected));

const told = (op: string, result: string | number): number =>
  op === 'within' ? Number(result) : Date.parse(String(result));

describe('casectl calendar', () => {
  test('gives the golden answers, line by line', async () => {
    const { exit, stdout, stderr } = await casectlProcess(['calendar'], golden.join('\n'));
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
    const answers = stdout.trim().split('\n').map((line) => JSON.parse(line) as never);
    const questions = golden.map((line) => JSON.parse(line) as Line);
    const results = answers.map(({ id, result }, index) => {
      return { id, result: told(questions[index]?.op ?? '', result) };
    });
    expect(results).toEqual(questions.map((line) => ({ id: line.id, result: expectedOf(line) })));
  });

  test('answers every one of 6,000 lines', async () => {
    const rounds = Math.ceil(LINES / golden.length);
    const stdin = Array.from({ length: rounds }, () => golden.join('\n')).join('\n');
    const { exit, stdout } = await casectlProcess(['calendar'], stdin);
    expect(exit).toBe(0);
    expect(stdout.trim().split('\n').length).toBeGreaterThanOrEqual(LINES);
  });
});
