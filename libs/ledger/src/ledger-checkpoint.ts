import { toEpochMs, toInstant } from '@caseline/event-sourcing';
import type { Instant } from '@caseline/event-sourcing';
import { LedgerFault } from './ledger-fault.ts';
import { openNote, signNote } from './signed-note.ts';
import type { SigningKey } from './signing-key.ts';
import { treeHashOf } from './tree-hash.ts';
import type { TreeHead } from './tree-proof.ts';
import type { VerifierKey } from './verifier-key.ts';

/** Says: the log of this origin had this tree at this size, when this was sealed. */
export interface LedgerCheckpoint extends TreeHead {
  /** One log for ever: `example.org/caseline`. */
  readonly origin: string;
  /** When it was signed, by the clock of the signer; null where it does not say. */
  readonly sealedAt: Instant | null;
}

/** Whom a verifier trusts to say how large the log is and what it holds. */
export interface LedgerTrust {
  readonly origin: string;
  readonly keys: readonly VerifierKey[];
}

/** A checkpoint that was signed by somebody trusted. */
export interface OpenedCheckpoint extends LedgerCheckpoint {
  readonly signers: readonly VerifierKey[];
}

/** The one extension line that we write: C2SP knows no time, an auditor asks for it first. */
const TIME_MARK = 'time ';

/** The text of a checkpoint (https://c2sp.org/tlog-checkpoint), before it is signed. */
export function checkpointText({ origin, size, root, sealedAt }: LedgerCheckpoint): string {
  const time = sealedAt === null ? [] : [`${TIME_MARK}${sealedAt}`];
  const text = [origin, size, root.toString('base64'), ...time].map((line) => `${line}\n`).join('');
  // What would not be read back as it was meant must not be signed: an origin of two lines, say.
  const read = parseCheckpointText(text);
  if (read.origin !== origin || read.sealedAt !== sealedAt) {
    throw malformed('an origin or a time that holds more than one line');
  }
  return text;
}

/** A checkpoint signed by all of the keys; throws as `checkpointText` and `signNote` do. */
export const sealCheckpoint = (checkpoint: LedgerCheckpoint, keys: readonly SigningKey[]): string =>
  signNote(checkpointText(checkpoint), keys);

/**
 * Reads the text of a checkpoint. Extension lines of others are passed over. Throws
 * `malformed-checkpoint`.
 */
export function parseCheckpointText(text: string): LedgerCheckpoint {
  const [origin = '', sizeLine = '', rootLine = '', ...extensions] = text.slice(0, -1).split('\n');
  if (!text.endsWith('\n') || [origin, ...extensions].includes('')) {
    throw malformed('the lines of a checkpoint are not empty, and the last one ends');
  }
  const size = /^(0|[1-9]\d*)$/.test(sizeLine) ? Number(sizeLine) : Number.NaN;
  if (!Number.isSafeInteger(size)) throw malformed(`${JSON.stringify(sizeLine)} is no size`);
  const root = treeHashOf(rootLine);
  if (root === undefined) throw malformed(`${JSON.stringify(rootLine)} is no root hash`);
  return { origin, size, root, sealedAt: sealedAtOf(extensions) };
}

/**
 * The checkpoint in a signed note, if it is of the trusted log and signed by one of its keys.
 * Throws `other-origin`, `malformed-checkpoint`, and as `openNote` does.
 */
export function openCheckpoint(note: string, trust: LedgerTrust): OpenedCheckpoint {
  const { text, signers } = openNote(note, trust.keys);
  const checkpoint = parseCheckpointText(text);
  if (checkpoint.origin !== trust.origin) {
    throw new LedgerFault('other-origin', `of ${checkpoint.origin}, not of ${trust.origin}`);
  }
  return { ...checkpoint, signers };
}

function sealedAtOf(extensions: readonly string[]): Instant | null {
  const [line, another] = extensions.filter((each) => each.startsWith(TIME_MARK));
  if (line === undefined) return null;
  const instant = line.slice(TIME_MARK.length);
  if (another !== undefined || !isInstant(instant)) {
    throw malformed(`${JSON.stringify(instant)} is not the one instant of sealing`);
  }
  return instant;
}

/** Exactly as events write it, so that one instant has one text. */
function isInstant(text: string): boolean {
  const epochMs = toEpochMs(text);
  return !Number.isNaN(epochMs) && toInstant(epochMs) === text;
}

const malformed = (detail: string): LedgerFault => new LedgerFault('malformed-checkpoint', detail);
