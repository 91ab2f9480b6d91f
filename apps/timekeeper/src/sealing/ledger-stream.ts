import {
  NO_STREAM,
  START,
  canonicalJson,
  commandIdOf,
  eventIdOf,
  fingerprintOf,
  isPositionUnknown,
  type EventStore,
  type Instant,
  type NewEvent,
  type RecordedEvent,
} from '@caseline/event-sourcing';
import {
  LEDGER_STREAM,
  LedgerFault,
  checkpointSealed,
  isLedgered,
  readCheckpointSealed,
  type CheckpointSealed,
} from '@caseline/ledger';

/** The last seal in the log, and the revision that the next one follows. */
export interface LastSeal {
  readonly revision: number;
  readonly sealed: CheckpointSealed | null;
}

/** Reads the end of the ledger's stream; throws `UnreadableEvent`. */
export async function lastSeal(store: EventStore): Promise<LastSeal> {
  const [last] = await store.readStream(LEDGER_STREAM, { direction: 'backwards', max: 1 });
  if (last === undefined) return { revision: NO_STREAM, sealed: null };
  return { revision: last.revision, sealed: readCheckpointSealed(last) };
}

/** Records a seal; throws `WrongExpectedRevision` when somebody else sealed first. */
export async function recordSeal(
  store: EventStore,
  sealed: CheckpointSealed,
  at: { readonly revision: number; readonly now: Instant },
): Promise<number> {
  const event = sealEvent(checkpointSealed.parseNew(sealed), at.now);
  return (await store.append(LEDGER_STREAM, [event], at.revision)).revision;
}

function sealEvent(data: CheckpointSealed, now: Instant): NewEvent {
  const commandId = commandIdOf(LEDGER_STREAM, canonicalJson(data));
  return {
    id: eventIdOf(commandId, 0),
    type: checkpointSealed.type,
    data,
    metadata: {
      schemaVersion: checkpointSealed.schemaVersion,
      actor: { id: 'caseline', role: 'engine' },
      commandId,
      commandFingerprint: fingerprintOf(data),
      occurredAt: now,
      $correlationId: commandId,
      $causationId: commandId,
      policyVersion: null,
    },
  };
}

/** True when the log still holds, at its place, the last event that was sealed. */
export async function holdsLastLeaf(
  store: EventStore,
  { lastLeaf }: CheckpointSealed,
): Promise<boolean> {
  if (lastLeaf.position > (await store.head())) return false;
  const found = await firstAfter(store, lastLeaf.position - 1).catch((error: unknown) => {
    if (isPositionUnknown(error)) return undefined;
    throw error;
  });
  return found?.position === lastLeaf.position && found.id === lastLeaf.eventId;
}

/** A name that no other log has: of the first event, which is never exchanged unseen. */
export async function originOfFirstEvent(store: EventStore): Promise<string | null> {
  for await (const batch of store.readAll({ after: START, batchSize: 1 })) {
    const first = batch.find(({ streamId }) => isLedgered(streamId));
    if (first !== undefined) return `caseline/${first.metadata.hash.slice(0, 16)}`;
  }
  return null;
}

async function firstAfter(store: EventStore, after: number): Promise<RecordedEvent | undefined> {
  for await (const [first] of store.readAll({ after, batchSize: 1 })) return first;
  return undefined;
}

/** The origin that the last seal names; its signature is looked at when its key is known. */
export function originOf({ checkpoint }: CheckpointSealed, said: string | undefined): string {
  const [origin = ''] = checkpoint.split('\n', 1);
  if (said === undefined || said === origin) return origin;
  throw new LedgerFault('other-origin', `the log was sealed as ${origin}, not as ${said}`);
}
