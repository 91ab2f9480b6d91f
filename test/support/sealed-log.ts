/** A log of several streams whose events are chained as a store chains them. */
import { GENESIS_HASH, canonicalJson, sealEvent } from '@caseline/event-sourcing';
import type { NewEvent, RecordedEvent, StoredEvent } from '@caseline/event-sourcing';

/** An event before it has a place in a chain: its stream, and what it says. */
export interface LogLine {
  readonly streamId: string;
  readonly id: string;
  readonly note: string;
  readonly recordedAt: string;
}

/** Streams take turns in an order that no stream can tell from its own chain. */
export const logLines = (events: number, streams: number): readonly LogLine[] =>
  Array.from({ length: events }, (_, index) => ({
    streamId: `case-${(index * index + (index >> 2)) % streams}`,
    id: `event-${index}`,
    note: `call ${index}: "schön", 顧客`,
    recordedAt: new Date(Date.UTC(2026, 2, 1) + index * 1_000).toISOString(),
  }));

/** The events of the lines, hashed anew from the first; positions are sparse, as in some stores. */
export function sealedLog(lines: readonly LogLine[]): readonly RecordedEvent[] {
  const ends = new Map<string, { readonly revision: number; readonly hash: string }>();
  return lines.map((line, index) => {
    const { streamId, recordedAt } = line;
    const before = ends.get(streamId) ?? { revision: -1, hash: GENESIS_HASH };
    const revision = before.revision + 1;
    const event = eventOf(line);
    const { hash } = sealEvent(before.hash, { streamId, revision, recordedAt }, event);
    ends.set(streamId, { revision, hash });
    const metadata = { ...event.metadata, recordedAt, hash };
    return { ...event, metadata, streamId, revision, position: 1_000 + 137 * index };
  });
}

/** The event with the texts that were hashed, as the verifier of the chains takes it. */
export function storedEventOf(event: RecordedEvent): StoredEvent {
  const { hash, ...metadata } = event.metadata;
  const { id, type, streamId, revision, position } = event;
  const texts = { dataJson: canonicalJson(event.data), metadataJson: canonicalJson(metadata) };
  return { id, type, streamId, revision, position, hash, ...texts };
}

const eventOf = ({ id, note }: LogLine): NewEvent => ({
  id,
  type: 'CaseNoted',
  data: { text: note, internal: true, words: 4, reply: null },
  metadata: {
    schemaVersion: 1,
    actor: { id: 'agent-1', role: 'agent' },
    commandId: `command-of-${id}`,
    commandFingerprint: 'f'.repeat(32),
    occurredAt: '2026-03-01T00:00:00.000Z',
    $correlationId: `command-of-${id}`,
    $causationId: `command-of-${id}`,
    policyVersion: 'worldwide@1',
  },
});
