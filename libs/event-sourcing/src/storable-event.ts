import { NotJson, exactJson } from './canonical-json.ts';
import type { Instant, NewEvent } from './envelope.ts';
import { UnstorableEvent } from './event-store.ts';

/** The most bytes of an append: what every supported store takes in one piece. */
export const MAX_APPEND_BYTES = 1024 * 1024;

const MAX_NAME_LENGTH = 512;

/** An event with its two JSON parts in canonical form (RFC 8785), as it is stored and hashed. */
export interface StorableEvent {
  readonly id: string;
  readonly type: string;
  readonly dataJson: string;
  /** Metadata without `hash`, with `recordedAt`. */
  readonly metadataJson: string;
}

/**
 * The events of an append as they will be stored, or `UnstorableEvent` naming the first fault.
 * Every store calls this before it writes anything, so that all refuse the same: `JSON.stringify`
 * alone drops `undefined`, turns NaN into null and lets a `Date` lose its type without a word.
 */
export function storableEvents(
  streamId: string,
  events: readonly NewEvent[],
  recordedAt: Instant,
): readonly StorableEvent[] {
  checkName('stream id', streamId);
  if (events.length === 0) throw new UnstorableEvent(`nothing to append to ${streamId}`);
  let bytes = 0;
  const storable = events.map((event) => {
    checkName('event id', event.id);
    checkName('event type', event.type);
    const dataJson = jsonOf(event.data, `${event.type}.data`);
    const metadataJson = jsonOf({ ...event.metadata, recordedAt }, `${event.type}.metadata`);
    bytes += Buffer.byteLength(dataJson) + Buffer.byteLength(metadataJson);
    return { id: event.id, type: event.type, dataJson, metadataJson };
  });
  if (bytes > MAX_APPEND_BYTES) {
    throw new UnstorableEvent(`an append of ${bytes} bytes is over ${MAX_APPEND_BYTES} bytes`);
  }
  return storable;
}

/** The event with another stamp; what was stamped first is forgotten. */
export function restamped(event: StorableEvent, recordedAt: Instant): StorableEvent {
  const metadata = JSON.parse(event.metadataJson) as Record<string, unknown>;
  return { ...event, metadataJson: exactJson({ ...metadata, recordedAt }) };
}

function jsonOf(value: unknown, what: string): string {
  try {
    return exactJson(value);
  } catch (error) {
    if (!(error instanceof NotJson)) throw error;
    throw new UnstorableEvent([what, ...error.path].join('/') + ` ${error.reason}`);
  }
}

function checkName(what: string, name: string): void {
  if (typeof name !== 'string' || name.length === 0 || name.length > MAX_NAME_LENGTH) {
    throw new UnstorableEvent(`the ${what} must be 1 to ${MAX_NAME_LENGTH} characters`);
  }
  if (!name.isWellFormed() || name.includes('\0')) {
    throw new UnstorableEvent(`the ${what} holds a character that cannot be stored`);
  }
}
