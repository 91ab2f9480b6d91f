import { hash } from 'node:crypto';
import { canonicalJson } from '@caseline/event-sourcing';
import type { RecordedEvent } from '@caseline/event-sourcing';
import { eventLeafHash, isEventHash } from './event-leaf.ts';
import { openCheckpoint } from './ledger-checkpoint.ts';
import type { LedgerTrust, OpenedCheckpoint } from './ledger-checkpoint.ts';
import { LedgerFault } from './ledger-fault.ts';
import { readProofFile, writeProofFile } from './proof-file.ts';
import type { EventProofFile, ProvenEvent } from './proof-file.ts';
import { treeHashOf } from './tree-hash.ts';
import type { TreeHash } from './tree-hash.ts';
import { isIncluded } from './tree-proof.ts';

/** What a proof is put together from. */
export interface ProofParts {
  readonly event: RecordedEvent;
  /** The hash of the event before it in its stream; `GENESIS_HASH` for the first. */
  readonly previousHash: string;
  /** The index of its leaf. */
  readonly index: number;
  /** From the leaf up, as `ProofPass.ofInclusion` makes it. */
  readonly path: readonly TreeHash[];
  /** The signed checkpoint of the tree that the path was made for. */
  readonly checkpoint: string;
}

/** What a proof shows to be true, if the signers of its checkpoint are trusted. */
export interface ProvenInclusion {
  readonly event: ProvenEvent;
  readonly index: number;
  /** The event's hash in the chain of its stream. */
  readonly hash: string;
  readonly checkpoint: OpenedCheckpoint;
}

/**
 * The text of a proof file: `infra/formats/ledger.md` says what is in it. Throws `proof-mismatch`
 * for an event that does not have the hash it states.
 */
export function proofText({ event, previousHash, index, path, checkpoint }: ProofParts): string {
  const { hash: statedHash, ...metadata } = event.metadata;
  const { data, id, revision, streamId, type } = event;
  const eventJson = canonicalJson({ data, id, metadata, revision, streamId, type });
  if (hashOf(previousHash, eventJson) !== statedHash) {
    const place = `revision ${revision} of ${streamId}`;
    throw new LedgerFault('proof-mismatch', `${place} does not have the hash it states`);
  }
  const hashes = path.map((each) => each.toString('base64'));
  return writeProofFile({ previousHash, event: eventJson, index, path: hashes, checkpoint });
}

/**
 * Checks a proof with nothing but the trusted keys: the event has this hash, its leaf leads to the
 * root of the checkpoint, and the checkpoint is signed. Throws `malformed-proof`, `proof-mismatch`,
 * and as `openCheckpoint` does.
 */
export function verifyProof(text: string, trust: LedgerTrust): ProvenInclusion {
  const { file, event } = readProofFile(text);
  const checkpoint = openCheckpoint(file.checkpoint, trust);
  const { streamId, revision } = event;
  const eventHash = hashOf(file.previousHash, file.event);
  const leaf = eventLeafHash({ index: file.index, streamId, revision, hash: eventHash });
  if (!isIncluded({ index: file.index, hash: leaf }, checkpoint, pathOf(file))) {
    throw new LedgerFault(
      'proof-mismatch',
      `revision ${revision} of ${streamId} is not shown to be leaf ${file.index} of the tree`,
    );
  }
  return { event, index: file.index, hash: eventHash, checkpoint };
}

/** As `eventHash` of the kernel; here over the text as it stands in the file. */
function hashOf(previousHash: string, eventJson: string): string {
  if (!isEventHash(previousHash)) {
    throw new LedgerFault('malformed-proof', 'previousHash is not 64 lower-case hex digits');
  }
  return hash('sha256', `${previousHash}${eventJson}`);
}

function pathOf({ path }: EventProofFile): readonly TreeHash[] {
  return path.map((each) => {
    const found = treeHashOf(each);
    if (found === undefined)
      throw new LedgerFault('malformed-proof', `${each} is no hash of a node`);
    return found;
  });
}
