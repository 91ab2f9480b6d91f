import { CASE_STREAM_PREFIX } from '@caseline/case-views';
import type { EventStore, RecordedEvent } from '@caseline/event-sourcing';
import { standingAfter, unopened, type CaseStanding } from './case-standing.ts';

/** Cases whose standing is kept; another one is folded again from its stream when it comes up. */
const MAX_KNOWN_CASES = 100_000;
/** Events read at a time when a case is folded again. */
const READ_PAGE = 1_000;

/**
 * Tells how each case stands while the log is read in order. Takes bounded memory: a case that was
 * forgotten, or that began before the reading did, is read from its own stream.
 */
export class CaseStandings {
  readonly #store: Pick<EventStore, 'readStream'>;
  readonly #maxKnown: number;
  /** In order of their first event, so that the oldest is forgotten first. */
  readonly #known = new Map<string, CaseStanding>();

  constructor(store: Pick<EventStore, 'readStream'>, maxKnown = MAX_KNOWN_CASES) {
    this.#store = store;
    this.#maxKnown = maxKnown;
  }

  /** The standing before and after an event; null for an event of another stream. */
  after(event: RecordedEvent): Standings | null | Promise<Standings> {
    if (!event.streamId.startsWith(CASE_STREAM_PREFIX)) return null;
    const before = event.revision === 0 ? unopened : this.#known.get(event.streamId);
    return before === undefined ? this.#readAgain(event) : this.#keep(before, event);
  }

  async #readAgain(event: RecordedEvent): Promise<Standings> {
    let before = unopened;
    for (let from = 0; from < event.revision; from += READ_PAGE) {
      const max = Math.min(READ_PAGE, event.revision - from);
      const page = await this.#store.readStream(event.streamId, { from, max });
      before = page.reduce(standingAfter, before);
    }
    return this.#keep(before, event);
  }

  #keep(before: CaseStanding, event: RecordedEvent): Standings {
    const after = standingAfter(before, event);
    this.#known.set(event.streamId, after);
    if (this.#known.size > this.#maxKnown) {
      const [oldest] = this.#known.keys();
      if (oldest !== undefined) this.#known.delete(oldest);
    }
    return { before, after };
  }
}

/** How a case stood right before an event, and right after it. */
export interface Standings {
  readonly before: CaseStanding;
  readonly after: CaseStanding;
}
