import { derivedId } from '@caseline/event-sourcing';
import type { EventMetadata, NewEvent } from '@caseline/event-sourcing';

/** An event as it goes over the wire, its two parts in JSON. */
export interface WireEvent {
  readonly id: string;
  readonly type: string;
  readonly dataJson: string;
  readonly metadataJson: string;
}

/**
 * The event for the wire. Its id there is derived from its hash: a server takes the same ids at the
 * same revision for the same append and says yes without looking at the data, so two processes that
 * decide the same command at once would both believe that their own event was stored.
 */
export function wireEvent(
  event: NewEvent,
  stamps: Pick<EventMetadata, 'recordedAt' | 'hash'>,
): WireEvent {
  return {
    id: derivedId('stored-event', stamps.hash),
    type: event.type,
    dataJson: JSON.stringify(event.data),
    metadataJson: JSON.stringify({ ...event.metadata, ...stamps, eventId: event.id }),
  };
}
