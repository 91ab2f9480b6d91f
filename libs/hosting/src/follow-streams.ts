import type { EventStore, Position, RecordedEvent } from '@caseline/event-sourcing';
import type { Closable } from './opened-parts.ts';
import { pause } from './pause.ts';

/** Before a subscription that failed is opened again. */
const RETRY_MS = 2_000;

export interface FollowedStreams {
  readonly store: EventStore;
  /** Events behind this position are told. */
  readonly after: Position;
  readonly streamPrefixes: readonly string[];
  take(events: readonly RecordedEvent[]): void;
  /** Told of a fault; following goes on behind the last events that were taken. */
  onFault(error: unknown): void;
}

/** Tells of everything that is appended to some streams, by whatever process, until closed. */
export function followStreams(followed: FollowedStreams): Closable {
  const stop = new AbortController();
  const running = follow(followed, stop.signal);
  return {
    close: async () => {
      stop.abort();
      await running;
    },
  };
}

async function follow(followed: FollowedStreams, signal: AbortSignal): Promise<void> {
  const { store, streamPrefixes, take, onFault } = followed;
  let { after } = followed;
  while (!signal.aborted) {
    try {
      for await (const message of store.subscribe({ after, filter: { streamPrefixes }, signal })) {
        if (message.kind !== 'events') continue;
        after = message.events.at(-1)?.position ?? after;
        // What cannot be taken in, such as a pack of a newer build, is told once and passed over.
        take(message.events);
      }
    } catch (error) {
      onFault(error);
      await pause(RETRY_MS, signal);
    }
  }
}
