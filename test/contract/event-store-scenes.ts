import { HashChainVerifier, canonicalJson } from '@caseline/event-sourcing';
import type {
  EventStore,
  LogFault,
  NewEvent,
  ReadAllOptions,
  RecordedEvent,
} from '@caseline/event-sourcing';

let eventsMade = 0;

/** A note, with an id of its own. */
export function noted(text: string, more: Readonly<Record<string, unknown>> = {}): NewEvent {
  eventsMade += 1;
  const id = `6f1c0f4e-0000-5000-8000-${eventsMade.toString(16).padStart(12, '0')}`;
  return {
    id,
    type: 'CaseNoted',
    data: { text, ...more },
    metadata: {
      schemaVersion: 1,
      actor: { id: 'agent-1', role: 'agent' },
      commandId: id,
      commandFingerprint: 'f'.repeat(64),
      occurredAt: '2026-03-01T08:59:00.000Z',
      $correlationId: id,
      $causationId: id,
      policyVersion: 'example@1',
    },
  };
}

/** All events of a short stream. */
export const streamOf = (store: EventStore, streamId: string) =>
  store.readStream(streamId, { max: 1_000 });

/** All events of a reading, in one array. */
export async function collectAll(
  store: EventStore,
  options: ReadAllOptions,
): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const batch of store.readAll(options)) events.push(...batch);
  return events;
}

/** What an auditor finds who recomputes the chain from the events as they are read. */
export function chainFaults(events: readonly RecordedEvent[]): LogFault[] {
  const verifier = new HashChainVerifier();
  const check = (event: RecordedEvent) => {
    const { hash, ...hashedMetadata } = event.metadata;
    return verifier.check({
      ...event,
      hash,
      dataJson: canonicalJson(event.data),
      metadataJson: canonicalJson(hashedMetadata),
    });
  };
  return events.map(check).filter((fault) => fault !== undefined);
}
