import { START } from '@caseline/event-sourcing';
import type {
  EventMark,
  EventMetadata,
  Position,
  ReadStreamOptions,
  RecordedEvent,
  StreamFilter,
} from '@caseline/event-sourcing';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { EmbeddedStoreError } from './embedded-store-error.ts';
import { reading } from './sqlite-error.ts';

/** Bytes of JSON after which a page ends early, so that large events cannot fill the memory. */
const MAX_PAGE_BYTES = 8 * 1024 * 1024;

const COLUMNS = 'position, streams.name, revision, id, type, data, metadata, hash';
const IN_STREAM = `
  SELECT ${COLUMNS} FROM streams JOIN events ON events.stream = streams.number
  WHERE streams.name = ?`;
const IN_LOG = `
  SELECT ${COLUMNS} FROM events JOIN streams ON streams.number = events.stream
  WHERE position > ? AND position <= ? ORDER BY position LIMIT ?`;

const MARKS = `
  SELECT position, streams.name AS streamId, revision, id, hash
  FROM events JOIN streams ON streams.number = events.stream
  WHERE position > ? AND position <= ? ORDER BY position LIMIT ?`;

type Row = [number, string, number, string, string, string, string, string];

/** Which part of the log to look through. */
export interface LogRange {
  readonly after: Position;
  readonly upTo: Position;
  /** The most positions to look at. */
  readonly max: number;
}

/** A piece of the log: its events, and the position up to which it was looked through. */
export interface LogPage {
  readonly events: readonly RecordedEvent[];
  readonly scannedTo: Position;
}

/** Reads a log over a connection of its own. Statements are short: none holds a snapshot open. */
export class LogReader {
  readonly #forwards: StatementSync;
  readonly #backwards: StatementSync;
  readonly #log: StatementSync;
  readonly #marks: StatementSync;
  readonly #head: StatementSync;
  readonly #lastMetadata: StatementSync;
  readonly #dataVersion: StatementSync;

  constructor(database: DatabaseSync) {
    const inRows = (sql: string) => {
      const statement = database.prepare(sql);
      statement.setReturnArrays(true);
      return statement;
    };
    this.#forwards = inRows(`${IN_STREAM} AND revision >= ? ORDER BY revision LIMIT ?`);
    this.#backwards = inRows(`${IN_STREAM} AND revision <= ? ORDER BY revision DESC LIMIT ?`);
    this.#log = inRows(IN_LOG);
    this.#marks = database.prepare(MARKS);
    this.#head = database.prepare('SELECT max(position) AS position FROM events');
    this.#lastMetadata = database.prepare(
      'SELECT metadata FROM events ORDER BY position DESC LIMIT 1',
    );
    this.#dataVersion = database.prepare('PRAGMA data_version');
  }

  readStream(streamId: string, options: ReadStreamOptions): RecordedEvent[] {
    const isBackwards = options.direction === 'backwards';
    const from = options.from ?? (isBackwards ? Number.MAX_SAFE_INTEGER : 0);
    const statement = isBackwards ? this.#backwards : this.#forwards;
    return reading(() => statement.all(streamId, from, options.max) as unknown as Row[]).map(
      eventOf,
    );
  }

  /** At most `max` positions behind `after` and not behind `upTo`; the filter drops after that. */
  readLog(range: LogRange, filter?: StreamFilter): LogPage {
    return reading(() => this.#scan(range, filter));
  }

  #scan(range: LogRange, filter?: StreamFilter): LogPage {
    const prefixes = filter?.streamPrefixes;
    const events: RecordedEvent[] = [];
    let scannedTo = range.after;
    let bytes = 0;
    const rows = this.#log.iterate(range.after, range.upTo, range.max) as unknown as Iterable<Row>;
    for (const row of rows) {
      scannedTo = row[0];
      if (prefixes === undefined || prefixes.some((prefix) => row[1].startsWith(prefix))) {
        events.push(eventOf(row));
        bytes += row[5].length + row[6].length;
        if (bytes >= MAX_PAGE_BYTES) break;
      }
    }
    return { events, scannedTo };
  }

  /** The marks of at most `max` events. */
  marks({ after, upTo, max }: LogRange): readonly EventMark[] {
    return reading(() => this.#marks.all(after, upTo, max)) as unknown as EventMark[];
  }

  head(): Position {
    const row = reading(() => this.#head.get());
    return (row?.position as number | null) ?? START;
  }

  /** The instant stamped on the last event; undefined in an empty log. */
  lastRecordedAt(): string | undefined {
    const row = reading(() => this.#lastMetadata.get());
    if (row === undefined) return undefined;
    return (JSON.parse(row.metadata as string) as EventMetadata).recordedAt;
  }

  /** A number that changes when another connection has committed. */
  dataVersion(): number {
    return this.#dataVersion.get()?.data_version as number;
  }
}

function eventOf(row: Row): RecordedEvent {
  const [position, streamId, revision, id, type, data, metadataJson, hash] = row;
  try {
    const metadata = JSON.parse(metadataJson) as EventMetadata;
    return {
      id,
      type,
      data: JSON.parse(data) as unknown,
      // Nobody else has what was just parsed.
      metadata: Object.assign(metadata, { hash }),
      streamId,
      revision,
      position,
    };
  } catch (error) {
    const message = `event ${revision} of ${streamId} at position ${position} is not JSON`;
    throw new EmbeddedStoreError('event-log-corrupt', message, { cause: error });
  }
}
