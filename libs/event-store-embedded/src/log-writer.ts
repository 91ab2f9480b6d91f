import { GENESIS_HASH, NO_STREAM, START, eventHash, restamped } from '@caseline/event-sourcing';
import type { EventMetadata, Position } from '@caseline/event-sourcing';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { eventsOfText, type AppendOutcome, type AppendRequest } from './append-request.ts';
import { errorText, isDiskFull } from './sqlite-error.ts';
import { StreamHeads } from './stream-heads.ts';
import type { StreamHead } from './stream-heads.ts';

const EMPTY_STREAM: StreamHead = {
  number: undefined,
  revision: NO_STREAM,
  hash: GENESIS_HASH,
  recordedAt: '',
};

const INSERT_EVENT = `
  INSERT INTO events (position, stream, revision, id, type, data, metadata, hash)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?)`;

const SELECT_HEAD = `
  SELECT streams.number, revision, hash, metadata
  FROM streams JOIN events ON events.stream = streams.number
  WHERE streams.name = ? ORDER BY revision DESC LIMIT 1`;

/** A row of `SELECT_HEAD`. */
interface HeadRow {
  readonly number: number;
  readonly revision: number;
  readonly hash: string;
  readonly metadata: string;
}

/**
 * The one writer of a log: stamps, seals and inserts a batch of appends in one transaction. After
 * an error that leaves doubt about what is on the device it writes nothing more.
 */
export class LogWriter {
  readonly #database: DatabaseSync;
  readonly #insertEvent: StatementSync;
  readonly #insertStream: StatementSync;
  readonly #selectHead: StatementSync;
  readonly #heads = new StreamHeads();
  readonly #committed: (head: Position) => void;
  #nextPosition: number;
  #stoppedBy: string | undefined;

  /** `committed` is told the last position after each commit, before anybody else is. */
  constructor(database: DatabaseSync, committed: (head: Position) => void = () => undefined) {
    this.#database = database;
    this.#committed = committed;
    this.#insertEvent = database.prepare(INSERT_EVENT);
    this.#insertStream = database.prepare('INSERT INTO streams (name) VALUES (?)');
    this.#selectHead = database.prepare(SELECT_HEAD);
    const last = database.prepare('SELECT max(position) AS position FROM events').get();
    this.#nextPosition = ((last?.position as number | null) ?? START) + 1;
  }

  /** All of the batch becomes durable together; a wrong revision affects its own append only. */
  write(batch: readonly AppendRequest[]): AppendOutcome[] {
    if (this.#stoppedBy !== undefined) return everyOne(batch, 'read-only', this.#stoppedBy);
    const positionBefore = this.#nextPosition;
    let isCommitting = false;
    try {
      this.#database.exec('BEGIN IMMEDIATE');
      const outcomes = batch.map((request) => this.#append(request));
      isCommitting = true;
      this.#database.exec('COMMIT');
      this.#heads.commit();
      this.#committed(this.#nextPosition - 1);
      return outcomes;
    } catch (error) {
      this.#heads.rollback();
      this.#nextPosition = positionBefore;
      return this.#failed(batch, error, isCommitting);
    }
  }

  #append(request: AppendRequest): AppendOutcome {
    const { streamId, expectedRevision, now } = request;
    const head = this.#headOf(streamId);
    if (head.revision !== expectedRevision) {
      return { kind: 'wrong-revision', actualRevision: head.revision };
    }
    const number = head.number ?? Number(this.#insertStream.run(streamId).lastInsertRowid);
    // The clock may have been set back; a stream's own time never runs backwards.
    const isClockBehind = now < head.recordedAt;
    const recordedAt = isClockBehind ? head.recordedAt : now;
    let { revision, hash } = head;
    for (const stamped of eventsOfText(request.eventsText)) {
      revision += 1;
      const event = isClockBehind ? restamped(stamped, recordedAt) : stamped;
      const { id, type, dataJson, metadataJson } = event;
      hash = eventHash(hash, { streamId, revision }, event);
      const position = this.#nextPosition;
      this.#insertEvent.run(position, number, revision, id, type, dataJson, metadataJson, hash);
      this.#nextPosition += 1;
    }
    this.#heads.stage(streamId, { number, revision, hash, recordedAt });
    return { kind: 'appended', revision, position: this.#nextPosition - 1, recordedAt };
  }

  #headOf(streamId: string): StreamHead {
    const cached = this.#heads.get(streamId);
    if (cached !== undefined) return cached;
    const row = this.#selectHead.get(streamId) as HeadRow | undefined;
    if (row === undefined) return EMPTY_STREAM;
    const { recordedAt } = JSON.parse(row.metadata) as EventMetadata;
    return { number: row.number, revision: row.revision, hash: row.hash, recordedAt };
  }

  #failed(batch: readonly AppendRequest[], error: unknown, isCommitting: boolean): AppendOutcome[] {
    const detail = errorText(error);
    try {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
    } catch (rollbackError) {
      this.#stoppedBy = `${detail}; ${errorText(rollbackError)}`;
    }
    if (this.#stoppedBy === undefined && isDiskFull(error)) return everyOne(batch, 'full', detail);
    this.#stoppedBy ??= detail;
    // A commit whose fsync failed left its frames in the log: a restart may find them whole.
    return everyOne(batch, isCommitting ? 'unknown' : 'read-only', this.#stoppedBy);
  }
}

const everyOne = (
  batch: readonly AppendRequest[],
  kind: 'full' | 'read-only' | 'unknown',
  detail: string,
): AppendOutcome[] => batch.map(() => ({ kind, detail }));
