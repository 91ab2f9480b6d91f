/** One event of a log as it stands there: its columns, and its line for messages. */
export interface LogEvent {
  readonly line: number;
  readonly columns: ReadonlyMap<string, string>;
}

/** The events of one case, in the order of the log. */
export interface LogCase {
  readonly reference: string;
  readonly events: readonly LogEvent[];
}

/** The most events that one case may have: beyond that the column of the case is a mistake. */
export const MAX_EVENTS_PER_CASE = 10_000;

/** Why a log cannot be read any further. What stands before the line is sound. */
export class LogFault extends Error {
  override readonly name = 'LogFault';
  readonly code: 'log-truncated' | 'log-malformed' | 'log-not-utf8' | 'log-without-cases';
  readonly line: number | null;

  constructor(code: LogFault['code'], detail: string, line: number | null = null) {
    super(line === null ? detail : `line ${line}: ${detail}`);
    this.code = code;
    this.line = line;
  }
}

/** A case that grew too long while it was read. */
export const tooManyEvents = (reference: string, line: number): LogFault =>
  new LogFault(
    'log-malformed',
    `case ${reference} has over ${MAX_EVENTS_PER_CASE} events; does the mapping name the case?`,
    line,
  );
