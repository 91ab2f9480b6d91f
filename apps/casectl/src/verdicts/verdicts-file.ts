import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { badInput } from '../failure.ts';
import { caseVerdicts, type CaseVerdicts } from './case-verdicts.ts';

/** The cases of a file that `casectl verdicts --json` has written, in its order. */
export async function* verdictsIn(file: string): AsyncGenerator<CaseVerdicts> {
  const lines = createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity });
  let number = 0;
  let before = '';
  for await (const line of lines) {
    number += 1;
    const verdicts = parsed(line, `${file}:${number}`);
    if (verdicts.caseId <= before) {
      throw faulty(`${file}:${number}`, 'cases are in the order of their ids, each once');
    }
    before = verdicts.caseId;
    yield verdicts;
  }
  if (number === 0) throw faulty(file, 'there is no case in it');
}

function parsed(line: string, place: string): CaseVerdicts {
  const parsing = caseVerdicts.safeParse(dataOf(line, place));
  if (parsing.success) return parsing.data;
  const [issue] = parsing.error.issues;
  throw faulty(place, `${issue?.path.join('/')}: ${issue?.message}`);
}

function dataOf(line: string, place: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    throw faulty(place, 'not a line of JSON');
  }
}

const faulty = (place: string, reason: string): Error =>
  badInput('verdicts-file-faulty', `${place}: ${reason}`);
