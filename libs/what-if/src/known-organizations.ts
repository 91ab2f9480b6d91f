import {
  initialOrganizationState,
  organizationAggregate,
  organizationStreamId,
  type OrganizationState,
} from '@caseline/case-domain';
import type { EventStore, Position } from '@caseline/event-sourcing';

/** Events read at a time of an organization. */
const PAGE = 1_000;

interface KnownState {
  readonly position: Position;
  readonly state: OrganizationState;
}

/**
 * Organizations as they were known at each event: an agreement counts from the event on that
 * recorded it, whatever instants it is valid between.
 */
export class KnownOrganizations {
  readonly #store: EventStore;
  readonly #byId = new Map<string, readonly KnownState[]>();

  constructor(store: EventStore) {
    this.#store = store;
  }

  /** Reads an organization, once. */
  async load(organizationId: string): Promise<void> {
    if (this.#byId.has(organizationId)) return;
    const states: KnownState[] = [];
    let state = initialOrganizationState;
    for (;;) {
      const from = states.length;
      const streamId = organizationStreamId(organizationId);
      const page = await this.#store.readStream(streamId, { from, max: PAGE });
      for (const event of page) {
        const { read, decider } = organizationAggregate;
        state = decider.evolve(state, read(event));
        states.push({ position: event.position, state });
      }
      if (page.length < PAGE) break;
    }
    this.#byId.set(organizationId, states);
  }

  /** A loaded organization as it was known at a position; null before it was registered. */
  at(organizationId: string | null, position: Position): OrganizationState | null {
    const states = this.#byId.get(organizationId ?? '') ?? [];
    return states.findLast((known) => known.position <= position)?.state ?? null;
  }
}
