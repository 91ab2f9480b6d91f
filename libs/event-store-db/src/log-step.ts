import type { Position, RecordedEvent, StreamFilter } from '@caseline/event-sourcing';
import type { Connection } from './connection.ts';
import { isWanted } from './wire/read-message.ts';
import type { ReadMessage } from './wire/read-message.ts';

/** A piece of the log: its wanted events, and how far it was seen. */
export interface LogStep {
  readonly events: readonly RecordedEvent[];
  readonly position: Position;
  /** True when nothing wanted is behind the position. */
  readonly isEnd: boolean;
}

/** Leaves out what is not wanted, and with a report what cannot be read. */
export function stepOf(
  connection: Connection,
  after: Position,
  given: {
    readonly messages: readonly ReadMessage[];
    readonly filter: StreamFilter | undefined;
  },
): LogStep {
  let position = after;
  const events: RecordedEvent[] = [];
  for (const message of given.messages) {
    // After a resumption the server may send again what was seen.
    if (message.position !== undefined && message.position <= position) continue;
    position = message.position ?? position;
    if (message.kind === 'event') {
      if (isWanted(message.event.streamId, given.filter)) events.push(message.event);
    } else if (message.kind === 'malformed' && isWanted(message.streamId ?? '', given.filter)) {
      const { detail, streamId, revision } = message;
      const at = message.position;
      connection.onFault({ kind: 'malformed-event', detail, streamId, revision, position: at });
    }
  }
  return { events, position, isEnd: false };
}
