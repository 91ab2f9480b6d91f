import { MAX_APPEND_BYTES, type EventStore, type NewEvent } from '@caseline/event-sourcing';
import type { CasePart, PlannedEvent } from './case-part.ts';

/** Cases on their way to the store: enough for a full group commit while the next is decided. */
const MAX_IN_FLIGHT = 128;
/** An append stays well below what every store takes in one piece. */
const APPEND_BYTES = MAX_APPEND_BYTES / 2;

/** Appends the planned events of many cases at once; those of one case in order. */
export class AppendWindow {
  readonly #store: EventStore;
  readonly #inFlight = new Set<Promise<void>>();
  #failure: { readonly error: unknown } | undefined;

  constructor(store: EventStore) {
    this.#store = store;
  }

  /** Starts the appends of a case; waits only while too many are under way. `done` follows each. */
  async append(
    parts: readonly CasePart[],
    planned: readonly PlannedEvent[],
    done: (events: number) => void,
  ): Promise<void> {
    this.#rethrow();
    while (this.#inFlight.size >= MAX_IN_FLIGHT) await Promise.race(this.#inFlight);
    const work: Promise<void> = this.#appendParts(parts, planned, done)
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => this.#inFlight.delete(work));
    this.#inFlight.add(work);
  }

  /** Waits until everything that was started is stored; throws the first failure. */
  async drain(): Promise<void> {
    await Promise.all(this.#inFlight);
    this.#rethrow();
  }

  #rethrow(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  async #appendParts(
    parts: readonly CasePart[],
    planned: readonly PlannedEvent[],
    done: (events: number) => void,
  ): Promise<void> {
    for (const { part, streamId, revision } of parts) {
      let expected = revision;
      for (const events of inPieces(planned.filter((each) => each.part === part))) {
        const result = await this.#store.append(streamId, events, expected);
        expected = result.revision;
        done(events.length);
      }
    }
  }
}

/** One append as a rule; a very long case is cut between events of the log. */
function inPieces(planned: readonly PlannedEvent[]): readonly (readonly NewEvent[])[] {
  const pieces: NewEvent[][] = [];
  let bytes = Infinity;
  let lastIndex = -1;
  for (const { index, event } of planned) {
    const size = Buffer.byteLength(JSON.stringify(event));
    if (bytes + size > APPEND_BYTES && (index !== lastIndex || bytes === Infinity)) {
      pieces.push([]);
      bytes = 0;
    }
    pieces.at(-1)?.push(event);
    bytes += size;
    lastIndex = index;
  }
  return pieces;
}
