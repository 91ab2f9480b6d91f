import type { Clock } from '@caseline/event-sourcing';
import type { Connection } from './connection.ts';
import { readStreamOnce } from './log-reading.ts';

interface LastAppend {
  readonly streamId: string;
  readonly revision: number;
  readonly atMs: number;
}

/**
 * How far the server's clock is from ours, taken from the last event we wrote: the server stamps
 * when it stored it, and we know when we had the answer. Right to the duration of an append.
 */
export class ClockOffset {
  readonly #connection: Connection;
  readonly #clock: Clock;
  #last: LastAppend | undefined;

  constructor(connection: Connection, clock: Clock) {
    this.#connection = connection;
    this.#clock = clock;
  }

  /** Notes an append that was just answered. */
  appended(streamId: string, revision: number): void {
    this.#last = { streamId, revision, atMs: this.#clock.now() };
  }

  /** Milliseconds that the server is ahead, negative when behind; null before the first append. */
  async measure(): Promise<number | null> {
    if (this.#last === undefined) return null;
    const { streamId, revision, atMs } = this.#last;
    const [event] = await readStreamOnce(this.#connection, streamId, { from: revision, max: 1 });
    return event?.kind === 'event' ? event.storedAtMs - atMs : null;
  }
}
