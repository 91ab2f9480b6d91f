import { canonicalJson } from '@caseline/event-sourcing';
import { LedgerFault } from './ledger-fault.ts';
import { MAX_TREE_DEPTH } from './tree-frontier.ts';

/** The value of `format` in every proof file: what it is, and in which version. */
const PROOF_FORMAT = 'caseline-proof/1';

/** An event has 1 MiB at most; written into a JSON string it may double. */
const MAX_PROOF_CHARACTERS = 4 * 1024 * 1024;

/** A proof file without its `format`; `infra/formats/ledger.md` explains each part. */
export interface EventProofFile {
  readonly index: number;
  /** The event as it was hashed: canonical JSON, kept as a text so that nobody has to redo it. */
  readonly event: string;
  /** 64 hex digits. */
  readonly previousHash: string;
  /** Base64 hashes, from the leaf up. */
  readonly path: readonly string[];
  /** A signed note. */
  readonly checkpoint: string;
}

/** An event as the proof carries it: all of it but its position, which belongs to one store. */
export interface ProvenEvent {
  readonly id: string;
  readonly type: string;
  readonly streamId: string;
  readonly revision: number;
  readonly data: unknown;
  readonly metadata: unknown;
}

/** The text of a proof file, with its lines in the order in which a verifier needs them. */
export function writeProofFile({
  index,
  event,
  previousHash,
  path,
  checkpoint,
}: EventProofFile): string {
  const file = { format: PROOF_FORMAT, previousHash, event, index, path, checkpoint };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** The parts of a proof file, each of its own kind; throws `malformed-proof`. */
export function readProofFile(text: string): {
  readonly file: EventProofFile;
  readonly event: ProvenEvent;
} {
  if (text.length > MAX_PROOF_CHARACTERS) throw malformed('longer than any proof');
  const file = parsed(text, 'the file');
  if (!isProofFile(file)) throw malformed('the parts are not those of a proof');
  const event = parsed(file.event, 'event');
  // One event has one text: else two readers could see two events in it.
  if (!isProvenEvent(event) || canonicalJson(event) !== file.event) {
    throw malformed('event is not the canonical JSON of an event');
  }
  return { file, event };
}

function parsed(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed(`${what} is not JSON`);
  }
}

function isProofFile(value: unknown): value is EventProofFile {
  if (!hasKeys(value, ['checkpoint', 'event', 'format', 'index', 'path', 'previousHash'])) {
    return false;
  }
  const { checkpoint, event, format, index, path, previousHash } = value;
  return (
    format === PROOF_FORMAT &&
    isCount(index) &&
    [checkpoint, event, previousHash].every((each) => typeof each === 'string') &&
    Array.isArray(path) &&
    path.length <= MAX_TREE_DEPTH &&
    path.every((each) => typeof each === 'string')
  );
}

function isProvenEvent(value: unknown): value is ProvenEvent {
  if (!hasKeys(value, ['data', 'id', 'metadata', 'revision', 'streamId', 'type'])) return false;
  const { id, streamId, type, revision } = value;
  return isCount(revision) && [id, streamId, type].every((each) => typeof each === 'string');
}

/** True for an object with exactly these keys, which are given in order. */
function hasKeys<Key extends string>(
  value: unknown,
  keys: readonly Key[],
): value is Record<Key, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  return Object.keys(value).toSorted().join() === keys.join();
}

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;

const malformed = (detail: string): LedgerFault => new LedgerFault('malformed-proof', detail);
