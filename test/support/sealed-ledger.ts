/** A ledger over a log: its checkpoints, and the proof of any event in it. */
import { GENESIS_HASH } from '@caseline/event-sourcing';
import type { RecordedEvent } from '@caseline/event-sourcing';
import {
  ProofPass,
  TreeFrontier,
  eventLeaf,
  eventLeafHash,
  proofText,
  sealCheckpoint,
  signingKeyOfSeed,
} from '@caseline/ledger';
import type { LedgerCheckpoint, LedgerTrust, TreeHash } from '@caseline/ledger';

export const ledgerOrigin = 'example.org/caseline';
export const ledgerKey = signingKeyOfSeed(ledgerOrigin, Buffer.alloc(32, 1));
export const ledgerTrust: LedgerTrust = { origin: ledgerOrigin, keys: [ledgerKey.verifier] };

/** The leaves of the events, in their order. */
export const leavesOf = (log: readonly RecordedEvent[]): readonly TreeHash[] =>
  log.map((event, index) => eventLeafHash(eventLeaf(index, event)));

/** What a checkpoint says after the first `size` events. */
export function checkpointAfter(log: readonly RecordedEvent[], size: number): LedgerCheckpoint {
  const tree = new TreeFrontier();
  for (const leaf of leavesOf(log.slice(0, size))) tree.append(leaf);
  return { origin: ledgerOrigin, size, root: tree.root(), sealedAt: '2026-03-02T00:00:00.000Z' };
}

/** The proof of one event under the signed checkpoint of that size. */
export function proofOf(log: readonly RecordedEvent[], index: number, size: number): string {
  const event = log[index];
  if (event === undefined) throw new RangeError(`the log has no event ${index}`);
  const pass = ProofPass.ofInclusion(index, size);
  for (const leaf of leavesOf(log.slice(0, size))) pass.add(leaf);
  const previous = log.find(
    ({ streamId, revision }) => streamId === event.streamId && revision === event.revision - 1,
  );
  return proofText({
    event,
    previousHash: previous?.metadata.hash ?? GENESIS_HASH,
    index,
    path: pass.hashes(),
    checkpoint: sealCheckpoint(checkpointAfter(log, size), [ledgerKey]),
  });
}
