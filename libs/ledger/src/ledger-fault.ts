/**
 * Everything that can be wrong with a key, a note, a checkpoint or a proof. The sentence of a fault
 * names what was found; the codes are for programs and never change their meaning.
 */
export type LedgerFaultCode =
  /** Not a key of Ed25519, or its name, id and bytes do not belong together. */
  | 'malformed-key'
  /** Two of the keys given have one name and id, so a signature could be meant for either. */
  | 'ambiguous-key'
  /** Not a C2SP signed note. */
  | 'malformed-note'
  /** A signed note whose text is not a C2SP checkpoint. */
  | 'malformed-checkpoint'
  /** Signed, but by none of the keys given. */
  | 'wrong-key'
  /** One of the keys given is said to have signed, and has not. */
  | 'bad-signature'
  /** A checkpoint of another log. */
  | 'other-origin'
  /** An event that no leaf can be made of: its hash is none, or its place is not a count. */
  | 'malformed-leaf'
  /** Not a proof file, or one with parts that cannot belong together. */
  | 'malformed-proof'
  /** The proof does not lead to the root that the checkpoint states. */
  | 'proof-mismatch'
  /** A kept state of a tree that no tree can have. */
  | 'malformed-state'
  /** A checkpoint covers more events than the log has. */
  | 'checkpoint-ahead-of-log'
  /** The log does not begin with the events that a checkpoint covers. */
  | 'log-differs';

/** Why a key, a note, a checkpoint or a proof is refused. */
export class LedgerFault extends Error {
  override readonly name = 'LedgerFault';
  readonly code: LedgerFaultCode;

  constructor(code: LedgerFaultCode, detail: string) {
    super(detail);
    this.code = code;
  }
}
