import { toInstant, type Clock, type EventStore, type Instant } from '@caseline/event-sourcing';
import {
  LedgerFault,
  SealedTree,
  openCheckpoint,
  sealCheckpoint,
  type LedgerTrust,
} from '@caseline/ledger';
import type { CheckpointFolder, KeptCheckpoint } from './checkpoint-folder.ts';
import type { LedgerKeys, NameKeys } from './ledger-keys.ts';
import {
  holdsLastLeaf,
  lastSeal,
  originOf,
  originOfFirstEvent,
  recordSeal,
  type LastSeal,
} from './ledger-stream.ts';

/** Small enough that reading a long log leaves room for requests. */
const BATCH_SIZE = 200;

export interface SealerParts {
  readonly store: EventStore;
  readonly clock: Clock;
  readonly keys: NameKeys;
  /** Null where checkpoints are in the log alone. */
  readonly folder: CheckpointFolder | null;
  /** The name that the settings give to the log. */
  readonly origin: string | undefined;
}

interface Sealing {
  readonly tree: SealedTree;
  readonly keys: LedgerKeys;
  readonly origin: string;
  readonly revision: number;
  readonly last: KeptCheckpoint | null;
}

/**
 * Reads a log and seals it. It goes on from the last seal, or reads everything where that is of
 * another store or the folder knows of another seal. One that works is in step with the log;
 * after any error a new one must be opened.
 */
export class LedgerSealer {
  readonly #parts: SealerParts;
  readonly #tree: SealedTree;
  readonly #keys: LedgerKeys;
  readonly origin: string;
  #revision: number;
  #last: KeptCheckpoint | null;

  private constructor(parts: SealerParts, { tree, keys, origin, revision, last }: Sealing) {
    this.#parts = parts;
    this.#tree = tree;
    this.#keys = keys;
    this.origin = origin;
    this.#revision = revision;
    this.#last = last;
  }

  /**
   * Opens the ledger of a log; null for a log without events. Throws `LedgerFault` when the seals
   * cannot be believed.
   */
  static async open(parts: SealerParts): Promise<LedgerSealer | null> {
    const seal = await lastSeal(parts.store);
    const origin =
      seal.sealed === null
        ? (parts.origin ?? (await originOfFirstEvent(parts.store)))
        : originOf(seal.sealed, parts.origin);
    if (origin === null) return null;
    const keys = parts.keys(origin);
    const trust = { origin, keys: keys.trusted };
    const last = seal.sealed === null ? null : opened(seal.sealed.checkpoint, trust);
    const kept = (await parts.folder?.newest(trust)) ?? null;
    const tree = await openTree(parts.store, { seal, last, kept });
    return new LedgerSealer(parts, { tree, keys, origin, revision: seal.revision, last });
  }

  /** The keys that others verify by. */
  get verifiers(): readonly string[] {
    return this.#keys.signing.map(({ verifier }) => verifier.toString());
  }

  /** The last checkpoint; null before the first. */
  get last(): KeptCheckpoint | null {
    return this.#last;
  }

  /** Events that no checkpoint covers yet. */
  get pending(): number {
    return this.#tree.size - (this.#last?.checkpoint.size ?? 0);
  }

  /** Reads what has been recorded meanwhile; throws when the log lacks what was sealed. */
  async readOn(signal?: AbortSignal): Promise<void> {
    const reading = { after: this.#tree.position, batchSize: BATCH_SIZE };
    for await (const marks of this.#parts.store.readMarks(reading)) {
      for (const mark of marks) this.#tree.take(mark);
      if (signal?.aborted === true) return;
    }
    this.#tree.checkEnd();
  }

  /** Seals what was read. The checkpoint is in the log first; keeping it elsewhere comes after. */
  async seal(): Promise<KeptCheckpoint> {
    const state = this.#tree.state();
    if (state === null || this.pending === 0) throw new RangeError('there is nothing to seal');
    const now: Instant = toInstant(this.#parts.clock.now());
    const { size, root, subtrees, lastLeaf } = state;
    const { signing, trusted } = this.#keys;
    const note = sealCheckpoint({ origin: this.origin, size, root, sealedAt: now }, signing);
    const sealed = { size, checkpoint: note, subtrees, lastLeaf };
    const { store } = this.#parts;
    this.#revision = await recordSeal(store, sealed, { revision: this.#revision, now });
    this.#last = opened(note, { origin: this.origin, keys: trusted });
    return this.#last;
  }
}

const opened = (note: string, trust: LedgerTrust): KeptCheckpoint => ({
  note,
  checkpoint: openCheckpoint(note, trust),
});

/**
 * The quick way needs a last seal that is in step with the log and with the folder; without it the
 * log is read from its start, and each checkpoint is compared where it was made.
 */
async function openTree(
  store: EventStore,
  found: {
    readonly seal: LastSeal;
    readonly last: KeptCheckpoint | null;
    readonly kept: KeptCheckpoint | null;
  },
): Promise<SealedTree> {
  const { seal, last, kept } = found;
  const known = [last, kept].flatMap((each) => (each === null ? [] : [each.checkpoint]));
  if (seal.sealed === null || last === null) return SealedTree.fromStart(known);
  if (last.checkpoint.size !== seal.sealed.size) {
    throw new LedgerFault('malformed-state', 'the last seal says another size than its checkpoint');
  }
  const isCovered =
    kept === null || kept.checkpoint.size > last.checkpoint.size || same(kept, last);
  const isResumable = isCovered && (await holdsLastLeaf(store, seal.sealed));
  return isResumable ? SealedTree.resume(seal.sealed, known) : SealedTree.fromStart(known);
}

const same = (one: KeptCheckpoint, other: KeptCheckpoint): boolean => one.note === other.note;
