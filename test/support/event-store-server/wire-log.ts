/** The log behind the test server: what a real one decides about appends, reads and deletions. */
import { KeyedQueue } from '@caseline/event-sourcing';

/** An event as a client proposes it. */
export interface ProposedEvent {
  readonly id: string;
  readonly type: string;
  readonly contentType: string;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
}

/** An event in the log. Positions are sparse, as the byte offsets of a real server are. */
export interface LoggedEvent extends ProposedEvent {
  readonly streamId: string;
  readonly revision: number;
  readonly position: number;
  /** Milliseconds since the epoch by the server's clock. */
  readonly createdAtMs: number;
}

export type ExpectedState = number | 'no-stream' | 'any' | 'stream-exists';

/** What the server says to an append. Written again with the same ids, it is still `appended`. */
export type AppendAnswer =
  | { readonly kind: 'appended'; readonly revision: number; readonly position: number }
  | { readonly kind: 'wrong-version'; readonly current: number | undefined }
  | { readonly kind: 'deleted' };

export interface AppendAsked {
  readonly streamId: string;
  readonly events: readonly ProposedEvent[];
  readonly expected: ExpectedState;
  readonly createdAtMs: number;
}

/** Keeps appends beyond the server's life. Answers the ordinal of the last event. */
export interface Journal {
  append(asked: AppendAsked, expectedRevision: number): Promise<number>;
  /** Everything kept, in order, with ordinals. */
  kept(): AsyncIterable<LoggedEvent & { readonly ordinal: number }>;
  close(): Promise<void>;
}

/** Distance of two positions: a client that counts positions one by one is found out. */
const POSITION_STEP = 128;

interface StreamState {
  readonly events: LoggedEvent[];
  /** Events before it are not read any more. */
  truncatedBefore: number;
  isTombstoned: boolean;
}

/** The position of the n-th event of the log, counting from 0. */
export const positionOf = (ordinal: number): number => (ordinal + 1) * POSITION_STEP;

export class WireLog {
  readonly #journal: Journal | undefined;
  readonly #streams = new Map<string, StreamState>();
  readonly #queue = new KeyedQueue();
  readonly #waiting = new Set<() => void>();
  #isTelling = false;
  readonly all: LoggedEvent[] = [];

  constructor(journal?: Journal) {
    this.#journal = journal;
  }

  /** A log with everything that its journal kept. */
  static async open(journal: Journal): Promise<WireLog> {
    const log = new WireLog(journal);
    for await (const { ordinal, ...event } of journal.kept()) {
      log.#add({ ...event, position: positionOf(ordinal) });
    }
    return log;
  }

  append(asked: AppendAsked): Promise<AppendAnswer> {
    return this.#queue.run(asked.streamId, () => this.#append(asked));
  }

  /** Events of a stream in order, those truncated left out; undefined for an unknown stream. */
  stream(streamId: string): readonly LoggedEvent[] | 'deleted' | undefined {
    const state = this.#streams.get(streamId);
    if (state === undefined || state.events.length === 0) return undefined;
    if (state.isTombstoned) return 'deleted';
    const { events, truncatedBefore } = state;
    return events.length <= truncatedBefore ? undefined : events.slice(truncatedBefore);
  }

  /** Hides the events of a stream; after a tombstone nothing can be appended to it. */
  async delete(
    streamId: string,
    expected: ExpectedState,
    isTombstone: boolean,
  ): Promise<AppendAnswer> {
    return this.#queue.run(streamId, async () => {
      const state = this.#stateOf(streamId);
      const refused = refusalOf(state, expected);
      if (refused !== undefined) return refused;
      state.truncatedBefore = state.events.length;
      state.isTombstoned = isTombstone;
      return { kind: 'appended', revision: state.events.length - 1, position: this.head };
    });
  }

  /** The position of the last event; 0 in an empty log. */
  get head(): number {
    return this.all.at(-1)?.position ?? 0;
  }

  /** The index of the first event at or behind a position. */
  indexFrom(position: number): number {
    let low = 0;
    let high = this.all.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.all[middle]?.position ?? 0) < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Resolves when the log grew beyond so many events, or when the signal aborts. */
  grownBeyond(length: number, signal: AbortSignal): Promise<void> {
    if (this.all.length > length || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        this.#waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.#waiting.add(wake);
      signal.addEventListener('abort', wake);
    });
  }

  async close(): Promise<void> {
    await this.#journal?.close();
  }

  async #append(asked: AppendAsked): Promise<AppendAnswer> {
    const { streamId, events, expected, createdAtMs } = asked;
    const state = this.#stateOf(streamId);
    if (state.isTombstoned) return { kind: 'deleted' };
    const written = writtenBefore(state, asked);
    if (written !== undefined) return written;
    const refused = refusalOf(state, expected);
    if (refused !== undefined) return refused;
    const first = state.events.length;
    // Without a journal nothing is awaited, so ordinals are taken in one turn.
    const last =
      this.#journal === undefined
        ? this.all.length + events.length - 1
        : await this.#journal.append(asked, first - 1);
    events.forEach((event, index) => {
      const position = positionOf(last - (events.length - 1 - index));
      this.#add({ ...event, streamId, revision: first + index, position, createdAtMs });
    });
    this.#tellReaders();
    return { kind: 'appended', revision: state.events.length - 1, position: positionOf(last) };
  }

  /** Once for all that is appended in one turn of the loop: readers then send it together. */
  #tellReaders(): void {
    if (this.#isTelling) return;
    this.#isTelling = true;
    setImmediate(() => {
      this.#isTelling = false;
      for (const wake of [...this.#waiting]) wake();
    });
  }

  #add(event: LoggedEvent): void {
    if (event.position <= this.head) throw new Error(`position ${event.position} is taken`);
    this.all.push(event);
    this.#stateOf(event.streamId).events.push(event);
  }

  #stateOf(streamId: string): StreamState {
    const known = this.#streams.get(streamId);
    if (known !== undefined) return known;
    const state: StreamState = { events: [], truncatedBefore: 0, isTombstoned: false };
    this.#streams.set(streamId, state);
    return state;
  }
}

/**
 * The same ids behind the expected revision: a real server takes that for the same append sent
 * again and says yes without looking at the data. At the head it would write them again.
 */
function writtenBefore(state: StreamState, asked: AppendAsked): AppendAnswer | undefined {
  const { expected, events } = asked;
  if (expected === 'any' || expected === 'stream-exists') return undefined;
  const first = expected === 'no-stream' ? 0 : expected + 1;
  const isSame = events.every(({ id }, index) => state.events[first + index]?.id === id);
  const last = state.events[first + events.length - 1];
  if (!isSame || last === undefined) return undefined;
  return { kind: 'appended', revision: last.revision, position: last.position };
}

function refusalOf(state: StreamState, expected: ExpectedState): AppendAnswer | undefined {
  if (state.isTombstoned) return { kind: 'deleted' };
  const current = state.events.length === 0 ? undefined : state.events.length - 1;
  const isVisible = state.events.length > state.truncatedBefore;
  const isRight = {
    any: () => true,
    'no-stream': () => !isVisible,
    'stream-exists': () => isVisible,
    revision: () => current === expected,
  }[typeof expected === 'number' ? 'revision' : expected]();
  return isRight ? undefined : { kind: 'wrong-version', current };
}
