/** Keeps the test server's log in an embedded event store, so that it survives a kill. */
import { START } from '@caseline/event-sourcing';
import type { NewEvent, RecordedEvent } from '@caseline/event-sourcing';
import { openEmbeddedEventStore } from '@caseline/event-store-embedded';
import type { AppendAsked, Journal, LoggedEvent, ProposedEvent } from './wire-log.ts';

/** A proposed event inside the data of an embedded one, bytes as base64. */
interface KeptEvent {
  readonly id: string;
  readonly type: string;
  readonly contentType: string;
  readonly data: string;
  readonly metadata: string;
  readonly createdAtMs: number;
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** Deletions are not kept: no test restarts a server after one. */
export async function openDurableJournal(folder: string): Promise<Journal> {
  const store = await openEmbeddedEventStore({ folder });
  return {
    append: async ({ streamId, events, createdAtMs }: AppendAsked, expectedRevision) => {
      const kept = events.map((event) => keptEvent(event, createdAtMs));
      return (await store.append(streamId, kept, expectedRevision)).position;
    },
    kept: async function* () {
      for await (const batch of store.readAll({ after: START })) {
        for (const event of batch) yield { ...loggedEvent(event), ordinal: event.position };
      }
    },
    close: () => store.close(),
  };
}

function keptEvent(event: ProposedEvent, createdAtMs: number): NewEvent {
  const { id, type, contentType } = event;
  const bytes = { data: base64(event.data), metadata: base64(event.metadata) };
  const data: KeptEvent = { id, type, contentType, createdAtMs, ...bytes };
  return {
    id,
    type,
    data,
    metadata: {
      schemaVersion: 1,
      actor: { id: 'event-store-server', role: 'engine' },
      commandId: id,
      commandFingerprint: '',
      occurredAt: new Date(createdAtMs).toISOString(),
      $correlationId: id,
      $causationId: id,
      policyVersion: null,
    },
  };
}

function loggedEvent({ streamId, revision, position, data }: RecordedEvent): LoggedEvent {
  // Only this journal writes to its folder.
  const kept = data as KeptEvent;
  return {
    ...kept,
    data: Buffer.from(kept.data, 'base64'),
    metadata: Buffer.from(kept.metadata, 'base64'),
    streamId,
    revision,
    position,
  };
}
