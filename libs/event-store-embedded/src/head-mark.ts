import { START } from '@caseline/event-sourcing';
import type { Position } from '@caseline/event-sourcing';
import { closeSync, constants, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { eventLogFile } from './event-log-file.ts';

/** The file beside a log that says how far appends were acknowledged. */
export const HEAD_MARK_FILE = 'acknowledged-head.txt';

const DIGITS = 16;
const TEXT = /^(\d{16})\n$/;

/**
 * The position of the last acknowledged event, beside the log. SQLite takes a damaged end of its
 * write-ahead log for one that was never finished and drops it without a word; a log that is
 * shorter than its mark has lost events. Written after each commit and not synced: it may lag
 * behind the log after a power failure but never be ahead of it.
 */
export class HeadMark {
  readonly #descriptor: number;
  #isFailing = false;

  constructor(file: string) {
    const mark = join(dirname(file), HEAD_MARK_FILE);
    this.#descriptor = openSync(mark, constants.O_RDWR | constants.O_CREAT);
  }

  write(position: Position): void {
    if (this.#isFailing) return;
    try {
      writeSync(this.#descriptor, `${String(position).padStart(DIGITS, '0')}\n`, 0);
    } catch {
      // The events are durable without it: a mark that stays behind proves less and harms nothing.
      this.#isFailing = true;
    }
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

/** How far appends to this log were acknowledged for certain; `START` where nothing says so. */
export function acknowledgedHead(file: string): Position {
  if (file !== eventLogFile(dirname(file))) return START;
  try {
    const [, digits] = TEXT.exec(readFileSync(join(dirname(file), HEAD_MARK_FILE), 'utf8')) ?? [];
    return digits === undefined ? START : Number(digits);
  } catch {
    // No mark, as beside a restored log: nothing is known.
    return START;
  }
}

/** What a log that ends before its mark says of itself; undefined when it does not. */
export function lostTail(head: Position, acknowledged: Position): string | undefined {
  if (head >= acknowledged) return undefined;
  return (
    `the log ends at position ${head} but was acknowledged up to ${acknowledged}; restore a ` +
    `backup, or remove ${HEAD_MARK_FILE} to accept the loss`
  );
}
