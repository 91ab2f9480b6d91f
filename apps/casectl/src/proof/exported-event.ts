import type { RecordedEvent } from '@caseline/event-sourcing';

/** The members of an envelope, and of what kind each is. */
const ENVELOPE = {
  id: 'string',
  type: 'string',
  data: 'object',
  metadata: 'object',
  streamId: 'string',
  revision: 'number',
  position: 'number',
} as const satisfies Record<keyof RecordedEvent, string>;

const MEMBERS = Object.entries(ENVELOPE);

/**
 * The event in a line of an NDJSON export; undefined for anything else. Members that no hash covers
 * make it something else, so that nothing can be added to an event unseen.
 */
export function exportedEvent(line: string): RecordedEvent | undefined {
  const value = jsonIn(line);
  if (typeof value !== 'object' || value === null) return undefined;
  const members = value as Readonly<Record<string, unknown>>;
  const isEnvelope =
    Object.keys(members).length === MEMBERS.length &&
    MEMBERS.every(([name, kind]) => typeof members[name] === kind && members[name] !== null) &&
    Number.isSafeInteger(members.revision) &&
    Number.isSafeInteger(members.position) &&
    typeof (members.metadata as Readonly<Record<string, unknown>>).hash === 'string';
  // What its data and metadata hold is for the hash to say.
  return isEnvelope ? (value as RecordedEvent) : undefined;
}

function jsonIn(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    // Not JSON: the caller names the line.
    return undefined;
  }
}
