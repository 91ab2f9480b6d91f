import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { z } from 'zod';
import { LogFault, MAX_EVENTS_PER_CASE, tooManyEvents } from './log-case.ts';
import type { LogCase, LogEvent } from './log-case.ts';

/** Rows of a case may lie anywhere, so they are sorted into so many files before they are read. */
const PARTS = 64;
/** Rows kept in memory before they go to their files. */
const ROWS_AT_A_TIME = 20_000;
/** A longer row is a quote that was never closed. */
const MAX_ROW_BYTES = 1_048_576;

/** How a CSV log is written, and which column names the case. */
export interface CsvShape {
  readonly delimiter: string;
  readonly caseColumn: string;
}

/**
 * Reads the cases of a CSV log, first line the names of the columns. The whole log is checked
 * before the first case is answered. Throws `LogFault`.
 */
export async function* readCsvCases(
  text: AsyncIterable<string>,
  shape: CsvShape,
): AsyncIterable<LogCase> {
  const folder = await mkdtemp(join(tmpdir(), 'caseline-import-'));
  try {
    const parts = await sortIntoParts(rowsOf(text, shape), folder);
    for (const part of parts) yield* casesOf(part);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const rowSchema = z.tuple([z.string(), z.int(), z.record(z.string(), z.string())]);
/** Case, line, columns: one line of a part. */
type Row = z.output<typeof rowSchema>;

const parsedSchema = z.object({
  info: z.object({ lines: z.int() }),
  record: z.record(z.string(), z.string()),
});

async function* rowsOf(text: AsyncIterable<string>, shape: CsvShape): AsyncIterable<Row> {
  const { delimiter, caseColumn } = shape;
  const parser = parse({
    ...{ delimiter, columns: true, bom: true, info: true, skip_empty_lines: true },
    max_record_size: MAX_ROW_BYTES,
  });
  // An error of the source must end the reading of the parser.
  const source = Readable.from(text);
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  try {
    for await (const parsed of parser) {
      const { info, record } = parsedSchema.parse(parsed);
      const reference = record[caseColumn]?.trim();
      if (reference !== undefined && reference !== '') {
        yield [reference, info.lines, record];
        continue;
      }
      const columns = Object.keys(record).join(', ');
      throw new LogFault('log-malformed', `no case in ${caseColumn}, of ${columns}`, info.lines);
    }
  } catch (error) {
    throw error instanceof CsvError ? faultOf(error) : error;
  } finally {
    source.destroy();
  }
}

function faultOf(error: CsvError): LogFault {
  const { lines } = error as CsvError & { readonly lines?: number };
  const isCutOff = error.code === 'CSV_QUOTE_NOT_CLOSED';
  return new LogFault(isCutOff ? 'log-truncated' : 'log-malformed', error.message, lines ?? null);
}

async function sortIntoParts(
  rows: AsyncIterable<Row>,
  folder: string,
): Promise<readonly string[]> {
  const waiting = new Map<string, string[]>();
  const parts = new Set<string>();
  let count = 0;
  const flush = async (): Promise<void> => {
    for (const [part, lines] of waiting) await appendFile(part, lines.join(''));
    waiting.clear();
  };
  for await (const row of rows) {
    const part = join(folder, `${partOf(row[0])}.ndjson`);
    parts.add(part);
    const lines = waiting.get(part) ?? [];
    lines.push(`${JSON.stringify(row)}\n`);
    waiting.set(part, lines);
    count += 1;
    if (count % ROWS_AT_A_TIME === 0) await flush();
  }
  await flush();
  return [...parts];
}

const partOf = (reference: string): number =>
  createHash('sha1').update(reference).digest().readUInt32BE(0) % PARTS;

async function* casesOf(part: string): AsyncIterable<LogCase> {
  const cases = new Map<string, LogEvent[]>();
  const lines = createInterface({ input: createReadStream(part), crlfDelay: Infinity });
  for await (const text of lines) {
    const [reference, line, columns] = rowSchema.parse(JSON.parse(text));
    const events = cases.get(reference) ?? [];
    events.push({ line, columns: new Map(Object.entries(columns)) });
    if (events.length > MAX_EVENTS_PER_CASE) throw tooManyEvents(reference, line);
    cases.set(reference, events);
  }
  for (const [reference, events] of cases) yield { reference, events };
}
