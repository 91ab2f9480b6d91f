import { sign } from 'node:crypto';
import { LedgerFault } from './ledger-fault.ts';
import type { SigningKey } from './signing-key.ts';
import { bytesOf } from './tree-hash.ts';
import { isKeyName } from './verifier-key.ts';
import type { VerifierKey } from './verifier-key.ts';

/** Longer notes are none of ours: a checkpoint with 16 signatures has about 2 KB. */
const MAX_NOTE_CHARACTERS = 262_144;

/** C2SP asks for 16 at least. */
const MAX_SIGNATURES = 100;

const KEY_ID_BYTES = 4;
const SIGNATURE_MARK = '— ';

/** A text that somebody signed. */
export interface OpenedNote {
  /** What was signed, with its last line feed. */
  readonly text: string;
  /** The keys, of those given, that signed it; one at least. */
  readonly signers: readonly VerifierKey[];
}

interface NoteSignature {
  readonly name: string;
  readonly id: string;
  readonly signature: Buffer;
}

/**
 * A C2SP signed note (https://c2sp.org/signed-note): the text, an empty line, one line for each
 * key. While keys are changed, the old and the new one both sign. Throws `malformed-note` for a
 * text that no note can hold, `ambiguous-key` for two keys that nobody can tell apart.
 */
export function signNote(text: string, keys: readonly SigningKey[]): string {
  if (!isNoteText(text)) {
    throw malformed('the text of a note ends its last line and holds no control characters');
  }
  if (keys.length === 0 || keys.length > MAX_SIGNATURES) {
    throw malformed(`a note has 1 to ${MAX_SIGNATURES} signatures, not ${keys.length}`);
  }
  checkDistinct(keys.map(({ verifier }) => verifier));
  const lines = keys.map(({ privateKey, verifier }) => {
    const signature = sign(null, Buffer.from(text), privateKey);
    const signed = Buffer.concat([Buffer.from(verifier.id, 'hex'), signature]);
    return `${SIGNATURE_MARK}${verifier.name} ${signed.toString('base64')}\n`;
  });
  return `${text}\n${lines.join('')}`;
}

/**
 * The text of a note and which of the keys signed it. Signatures of other keys are passed over.
 * Throws `malformed-note`; `wrong-key` when none of the keys signed; `bad-signature` when one of
 * them is said to have and has not; `ambiguous-key`.
 */
export function openNote(note: string, keys: readonly VerifierKey[]): OpenedNote {
  checkDistinct(keys);
  const { text, signatures } = partsOf(note);
  const isBy = (key: VerifierKey) => (each: NoteSignature) =>
    each.name === key.name && each.id === key.id;
  const signers = keys.filter((key) => signatures.some(isBy(key)));
  for (const key of signers) {
    if (!signatures.filter(isBy(key)).every(({ signature }) => key.hasSigned(text, signature))) {
      throw new LedgerFault('bad-signature', `the signature of ${key.name} (${key.id}) is not its`);
    }
  }
  if (signers.length > 0) return { text, signers };
  const named = signatures.map(({ name, id }) => `${name} (${id})`).join(', ');
  const asked = keys.map(({ name, id }) => `${name} (${id})`).join(', ') || 'no key';
  throw new LedgerFault('wrong-key', `signed by ${named}, not by ${asked}`);
}

/** The text stands before the last empty line: it may hold empty lines itself. */
function partsOf(note: string): {
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
} {
  if (note.length > MAX_NOTE_CHARACTERS) throw malformed('longer than any note');
  const end = note.lastIndexOf('\n\n');
  if (end < 0 || !isNoteText(note)) {
    throw malformed('a note is a text, an empty line and lines of signatures');
  }
  const lines = note.slice(end + 2, -1).split('\n');
  if (lines.length > MAX_SIGNATURES) throw malformed(`more than ${MAX_SIGNATURES} signatures`);
  return { text: note.slice(0, end + 1), signatures: lines.map(signatureOf) };
}

function signatureOf(line: string): NoteSignature {
  const [name = '', base64 = '', ...others] = line.slice(SIGNATURE_MARK.length).split(' ');
  const bytes = bytesOf(base64) ?? Buffer.alloc(0);
  const isSound = line.startsWith(SIGNATURE_MARK) && isKeyName(name) && others.length === 0;
  if (!isSound || bytes.length <= KEY_ID_BYTES) {
    throw malformed('a line of a signature is: dash, name of the key, base64 of id and signature');
  }
  return {
    name,
    id: bytes.subarray(0, KEY_ID_BYTES).toString('hex'),
    signature: bytes.subarray(KEY_ID_BYTES),
  };
}

const isNoteText = (text: string): boolean =>
  text.endsWith('\n') && text.isWellFormed() && !/[\u0000-\u0009\u000b-\u001f]/u.test(text);

/** The same key twice does no harm; two keys of one name and id would. */
function checkDistinct(keys: readonly VerifierKey[]): void {
  const clash = keys.find((key) =>
    keys.some((other) => other.name === key.name && other.id === key.id && !other.equals(key)),
  );
  if (clash !== undefined) {
    throw new LedgerFault('ambiguous-key', `two keys are called ${clash.name} (${clash.id})`);
  }
}

const malformed = (detail: string): LedgerFault => new LedgerFault('malformed-note', detail);
