import { EventDefinition, UnreadableEvent } from '@caseline/event-sourcing';
import type { RecordedEvent } from '@caseline/event-sourcing';
import { z } from 'zod';

/** The last event that a checkpoint covers. */
const lastLeaf = z.strictObject({
  eventId: z.string().min(1),
  /** Where it stood in the store it was sealed in; another store has other positions. */
  position: z.int().min(0),
});

/**
 * A checkpoint was sealed: the one event of the stream `ledger`. `checkpoint` is the signed note;
 * `subtrees` are the hashes that its tree is continued from, the largest subtree first.
 */
export const checkpointSealed = EventDefinition.v1(
  'CheckpointSealed',
  z.strictObject({
    size: z.int().min(1),
    checkpoint: z.string().min(1),
    subtrees: z.array(z.string()),
    lastLeaf,
  }),
);

/** What the event of a seal says. */
export type CheckpointSealed = ReturnType<typeof checkpointSealed.parseNew>;

/** The seal that an event of the ledger's stream records; throws `UnreadableEvent` for others. */
export function readCheckpointSealed({ type, data, metadata }: RecordedEvent): CheckpointSealed {
  if (type === checkpointSealed.type) return checkpointSealed.read(metadata.schemaVersion, data);
  throw new UnreadableEvent(`${type} is no event of the ledger`);
}
