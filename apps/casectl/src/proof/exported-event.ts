import type { RecordedEvent, StoredEvent } from '@caseline/event-sourcing';
import { storedEvent } from '../verify-log.ts';
import { writtenEvent } from './written-event.ts';

/** How many members an envelope has. */
const MEMBERS = 7;

/** An event in a line of an export: where it stands, and what its chain is made of. */
export type ExportedEvent = WrittenEvent | ParsedEvent;

/** Its texts stand in the line as they were hashed. */
interface WrittenEvent {
  readonly kind: 'written';
  readonly stored: StoredEvent;
  readonly place: EventPlace;
}

/** Its texts are what was parsed, written canonically. */
interface ParsedEvent {
  readonly kind: 'parsed';
  readonly event: RecordedEvent;
  readonly place: EventPlace;
}

/** Where an event stands, and the hash that it states. */
export interface EventPlace {
  readonly streamId: string;
  readonly revision: number;
  readonly position: number;
  readonly hash: string;
}

/** The event in a line of an NDJSON export; undefined for anything else. */
export function exportedEvent(line: string): ExportedEvent | undefined {
  const stored = writtenEvent(line);
  if (stored !== undefined) return { kind: 'written', stored, place: stored };
  const event = recordedEventIn(line);
  if (event === undefined) return undefined;
  const { streamId, revision, position, metadata } = event;
  return { kind: 'parsed', event, place: { streamId, revision, position, hash: metadata.hash } };
}

/** An event as it was hashed. Throws `NotJson` for what was never hashed, as half a character. */
export const hashedEvent = (exported: ExportedEvent): StoredEvent =>
  exported.kind === 'written' ? exported.stored : storedEvent(exported.event);

/**
 * The envelope in a line of an NDJSON export; undefined for anything else. Members that no hash
 * covers make it something else, so that nothing can be added to an event unseen.
 */
export function recordedEventIn(line: string): RecordedEvent | undefined {
  const value = jsonIn(line);
  if (typeof value !== 'object' || value === null) return undefined;
  // Each member is looked at below, except what data and metadata hold: that is for the hash.
  const event = value as RecordedEvent;
  return isNamed(event) && isPlaced(event) && hasContent(event) ? event : undefined;
}

const isNamed = ({ id, type, streamId }: RecordedEvent): boolean =>
  typeof id === 'string' && typeof type === 'string' && typeof streamId === 'string';

const isPlaced = ({ revision, position }: RecordedEvent): boolean =>
  Number.isSafeInteger(revision) && Number.isSafeInteger(position);

function hasContent(event: RecordedEvent): boolean {
  const { data, metadata } = event;
  const areObjects = typeof data === 'object' && data !== null && typeof metadata === 'object';
  if (!areObjects || typeof metadata?.hash !== 'string') return false;
  return Object.keys(event).length === MEMBERS;
}

function jsonIn(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    // Not JSON: the caller names the line.
    return undefined;
  }
}
