import { HashChainVerifier, START, faultOf } from '@caseline/event-sourcing';
import type { LogFault, Position, StoredEvent } from '@caseline/event-sourcing';
import type { DatabaseSync } from 'node:sqlite';
import { EmbeddedStoreError } from './embedded-store-error.ts';
import { openLogForReading } from './event-log-file.ts';
import { acknowledgedHead, lostTail } from './head-mark.ts';
import { errorText } from './sqlite-error.ts';

/** Faults that are listed; the others are counted. */
export const MAX_LISTED_FAULTS = 1_000;

const PAGE_POSITIONS = 1_000;
const MAX_INTEGRITY_LINES = 100;

/** How far a verification has come. */
export interface VerificationProgress {
  readonly verified: number;
  readonly total: number;
}

/** What a verification found; the log is sound when `faultCount` is 0. */
export interface LogVerification {
  readonly events: number;
  readonly streams: number;
  /** The last position that was read. */
  readonly head: Position;
  readonly faultCount: number;
  readonly faults: readonly LogFault[];
}

export interface VerifyLogOptions {
  /** The log's file. */
  readonly file: string;
  readonly onProgress?: (progress: VerificationProgress) => void;
}

/**
 * Reads a whole log and recomputes every hash from the stored texts; names what does not fit by
 * stream, revision and position. Damage that keeps SQLite from reading is a fault like the others.
 * Works beside a writer, on the calling thread, without a pause: give it a thread of its own in a
 * server.
 */
export function verifyLog(options: VerifyLogOptions): LogVerification {
  const verification = new Verification(options.onProgress);
  // Before the log is opened: appends that go on meanwhile may only make it longer than its mark.
  const acknowledged = acknowledgedHead(options.file);
  try {
    const database = openLogForReading(options.file);
    try {
      verification.run(database);
    } finally {
      database.close();
    }
  } catch (error) {
    if (error instanceof EmbeddedStoreError && error.code === 'event-log-missing') throw error;
    verification.addFileFault(errorText(error));
  }
  verification.checkTail(acknowledged);
  return verification.result();
}

const NOWHERE = { streamId: null, revision: null, position: null };

const PAGE = `
  SELECT position, streams.name AS streamId, revision, id, type,
    data AS dataJson, metadata AS metadataJson, hash
  FROM events LEFT JOIN streams ON streams.number = events.stream
  WHERE position > ? AND position <= ? ORDER BY position`;

class Verification {
  readonly #chains = new HashChainVerifier();
  readonly #faults: LogFault[] = [];
  readonly #onProgress: ((progress: VerificationProgress) => void) | undefined;
  #faultCount = 0;
  #events = 0;
  #head: Position = START;

  constructor(onProgress?: (progress: VerificationProgress) => void) {
    this.#onProgress = onProgress;
  }

  /** The events first: they can be named. SQLite's own check finds what is left. */
  run(database: DatabaseSync): void {
    const last = database.prepare('SELECT max(position) AS position FROM events').get();
    this.#readEvents(database, Number(last?.position ?? START));
    const lines = database.prepare(`PRAGMA integrity_check(${MAX_INTEGRITY_LINES})`).all();
    for (const line of lines) {
      if (line.integrity_check !== 'ok') this.addFileFault(String(line.integrity_check));
    }
  }

  #readEvents(database: DatabaseSync, upTo: Position): void {
    const page = database.prepare(PAGE);
    const following = database.prepare('SELECT min(position) AS at FROM events WHERE position > ?');
    while (this.#head < upTo) {
      const pageEnd = Math.min(this.#head + PAGE_POSITIONS, upTo);
      const rows = page.iterate(this.#head, pageEnd) as unknown as Iterable<StoredEvent>;
      for (const row of rows) this.#checkRow(row);
      if (this.#head < pageEnd) {
        const next = Number(following.get(pageEnd)?.at ?? upTo + 1);
        this.#addGap(next - 1);
      }
      this.#onProgress?.({ verified: this.#events, total: upTo + 1 });
    }
  }

  #checkRow(event: StoredEvent): void {
    this.#events += 1;
    if (event.position > this.#head + 1) this.#addGap(event.position - 1);
    if (event.position <= this.#head) {
      this.#add(faultOf('position-gap', event, `stands behind position ${this.#head}`));
    }
    this.#head = Math.max(this.#head, event.position);
    if (!isReadable(event)) {
      this.#add(faultOf('unreadable-event', event, 'has no stream or no text'));
      return;
    }
    const fault = this.#chains.check(event);
    if (fault !== undefined) this.#add(fault);
  }

  #addGap(upTo: Position): void {
    const first = this.#head + 1;
    const detail = first === upTo ? 'is missing' : `and all up to ${upTo} are missing`;
    this.#add(faultOf('position-gap', { ...NOWHERE, position: first }, detail));
    this.#head = upTo;
  }

  addFileFault(detail: string): void {
    const behind = `behind position ${this.#head}`;
    this.#add(faultOf('corrupt-file', NOWHERE, `${detail} (${behind})`));
  }

  checkTail(acknowledged: Position): void {
    const detail = lostTail(this.#head, acknowledged);
    if (detail !== undefined) this.#add(faultOf('lost-tail', NOWHERE, detail));
  }

  #add(fault: LogFault): void {
    this.#faultCount += 1;
    if (this.#faults.length < MAX_LISTED_FAULTS) this.#faults.push(fault);
  }

  result(): LogVerification {
    return {
      events: this.#events,
      streams: this.#chains.streamCount,
      head: this.#head,
      faultCount: this.#faultCount,
      faults: this.#faults,
    };
  }
}

/** A damaged row may come with numbers where texts were, or without its stream. */
function isReadable(event: StoredEvent): boolean {
  const { streamId, id, type, dataJson, metadataJson, hash, revision } = event;
  const texts = [streamId, id, type, dataJson, metadataJson, hash];
  return typeof revision === 'number' && texts.every((text) => typeof text === 'string');
}
