import type { Clock } from '@caseline/event-sourcing';
import type { Connection } from './connection.ts';
import { readStreamOnce } from './log-reading.ts';

/** How long a measurement stands: without appends nobody knows what the clocks do. */
const MEASURED_FOR_MS = 60_000;

interface LastAppend {
  readonly streamId: string;
  readonly revision: number;
  readonly startedMs: number;
  readonly endedMs: number;
}

/**
 * How far the server's clock is from ours, taken from the last event we wrote: the server stamps
 * when it stored it, and by our clock that was between the call and its answer. What lies between
 * them is no offset, however slow the append was.
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
  appended(streamId: string, revision: number, startedMs: number): void {
    this.#last = { streamId, revision, startedMs, endedMs: this.#clock.now() };
  }

  /** Milliseconds that the server is ahead, negative when behind; null without a recent append. */
  async measure(): Promise<number | null> {
    if (this.#last === undefined) return null;
    const { streamId, revision, startedMs, endedMs } = this.#last;
    if (this.#clock.now() - endedMs > MEASURED_FOR_MS) return null;
    const [event] = await readStreamOnce(this.#connection, streamId, { from: revision, max: 1 });
    if (event?.kind !== 'event') return null;
    const nearest = Math.min(Math.max(event.storedAtMs, startedMs), endedMs);
    return event.storedAtMs - nearest;
  }
}
