import { GENESIS_HASH, START, type EventStore, type RecordedEvent } from '@caseline/event-sourcing';
import {
  LedgerFault,
  ProofPass,
  eventLeaf,
  eventLeafHash,
  isLedgered,
  type TreeHash,
} from '@caseline/ledger';

/** An event with what its proof needs of the log before it. */
export interface FoundEvent {
  readonly event: RecordedEvent;
  /** The index of its leaf. */
  readonly index: number;
  readonly previousHash: string;
}

type OnPosition = (position: number) => void;

/** Looks through the log for an event of that id; undefined where there is none with a leaf. */
export async function findEvent(
  store: EventStore,
  eventId: string,
  onPosition: OnPosition,
): Promise<FoundEvent | undefined> {
  let index = 0;
  for await (const events of store.readAll({ after: START })) {
    const leaves = events.filter(({ streamId }) => isLedgered(streamId));
    const at = leaves.findIndex(({ id }) => id === eventId);
    const event = leaves[at];
    if (event !== undefined) {
      return { event, index: index + at, previousHash: await hashBefore(store, event) };
    }
    index += leaves.length;
    onPosition(events.at(-1)?.position ?? START);
  }
  return undefined;
}

async function hashBefore(
  store: EventStore,
  { streamId, revision }: RecordedEvent,
): Promise<string> {
  if (revision === 0) return GENESIS_HASH;
  const [before] = await store.readStream(streamId, { from: revision - 1, max: 1 });
  if (before === undefined) throw new Error(`${streamId} has no revision ${revision - 1}`);
  return before.metadata.hash;
}

/** The path from a leaf to the root of the first `size` events; a second reading of the log. */
export async function pathOf(
  store: EventStore,
  leaf: { readonly index: number; readonly size: number },
  onPosition: OnPosition,
): Promise<readonly TreeHash[]> {
  const pass = ProofPass.ofInclusion(leaf.index, leaf.size);
  let index = 0;
  for await (const events of store.readAll({ after: START })) {
    for (const event of events) {
      if (!isLedgered(event.streamId)) continue;
      pass.add(eventLeafHash(eventLeaf(index, event)));
      index += 1;
      if (pass.missing === 0) return pass.hashes();
    }
    onPosition(events.at(-1)?.position ?? START);
  }
  throw new LedgerFault(
    'log-differs',
    `the checkpoint covers ${leaf.size} events, the log has ${index}`,
  );
}
