import type { RecordedEvent } from '@caseline/event-sourcing';

/** How many members an envelope has. */
const MEMBERS = 7;

/**
 * The event in a line of an NDJSON export; undefined for anything else. Members that no hash covers
 * make it something else, so that nothing can be added to an event unseen.
 */
export function exportedEvent(line: string): RecordedEvent | undefined {
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
