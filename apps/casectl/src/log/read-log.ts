import { readCsvCases } from './csv-log.ts';
import { LogFault, type LogCase } from './log-case.ts';
import { readLogText, type OnBytes } from './log-text.ts';
import { readXesCases } from './xes-log.ts';

/** What a mapping says about the log itself. */
export interface LogShape {
  /** The attribute of a trace, or the column, that names the case. */
  readonly caseColumn: string;
  /** Between the columns of a CSV log. */
  readonly delimiter: string;
}

/**
 * Reads an event log case by case: XES where the text begins with `<`, else CSV, packed or not.
 * Throws `LogFault` with the line; what was answered before is whole.
 */
export async function* readLog(
  file: string,
  shape: LogShape,
  onBytes: OnBytes,
): AsyncIterable<LogCase> {
  const text = readLogText(file, onBytes)[Symbol.asyncIterator]();
  const begun: string[] = [];
  while (begun.join('').trim() === '') {
    const { done, value } = await text.next();
    if (done === true) throw new LogFault('log-without-cases', 'the log is empty');
    begun.push(value);
  }
  const isXes = begun.join('').trimStart().startsWith('<');
  const whole = prepended(begun, text);
  let count = 0;
  for await (const logCase of isXes
    ? readXesCases(whole, shape.caseColumn)
    : readCsvCases(whole, shape)) {
    count += 1;
    yield logCase;
  }
  if (count === 0) throw new LogFault('log-without-cases', 'the log holds no case');
}

async function* prepended(
  begun: readonly string[],
  rest: AsyncIterator<string>,
): AsyncIterable<string> {
  yield* begun;
  yield* { [Symbol.asyncIterator]: () => rest };
}
