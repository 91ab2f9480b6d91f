import { createPublicKey, hash, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { LedgerFault } from './ledger-fault.ts';
import { bytesOf } from './tree-hash.ts';

/** The byte of C2SP signed notes that stands for Ed25519. */
const ED25519 = 0x01;

const PUBLIC_KEY_BYTES = 32;
const ID_BYTES = 4;

/** `name+id+key`; the name holds no plus, the base64 of the key may. */
const KEY_TEXT = /^(?<name>[^+]*)\+(?<id>[0-9a-f]{8})\+(?<key>.*)$/su;

/** True for what a key may be called in a note: some text without spaces, plus or controls. */
export const isKeyName = (name: string): boolean =>
  name !== '' && name.isWellFormed() && !/[\s\u0000-\u001f\u0085+]/u.test(name);

/** The public half of a signing key, by which everybody verifies. */
export class VerifierKey {
  readonly name: string;
  /** 8 hex digits: with the name, they say which key signed. */
  readonly id: string;
  readonly #publicKey: KeyObject;
  readonly #bytes: Buffer;

  private constructor(name: string, publicKey: KeyObject, bytes: Buffer) {
    this.name = name;
    this.id = keyId(name, bytes);
    this.#publicKey = publicKey;
    this.#bytes = bytes;
  }

  /** The verifier of a public key of Ed25519; throws `malformed-key` for a name no note holds. */
  static of(name: string, publicKey: KeyObject): VerifierKey {
    if (!isKeyName(name)) {
      throw new LedgerFault('malformed-key', `a key cannot be called ${JSON.stringify(name)}`);
    }
    const { x = '' } = publicKey.export({ format: 'jwk' });
    return new VerifierKey(name, publicKey, Buffer.from(x, 'base64url'));
  }

  /** Reads `name+id+base64`, as C2SP and Go's note tools write it; throws `malformed-key`. */
  static parse(text: string): VerifierKey {
    const { name = '', id, key = '' } = KEY_TEXT.exec(text)?.groups ?? {};
    const typed = bytesOf(key);
    if (!isKeyName(name) || typed?.length !== 1 + PUBLIC_KEY_BYTES || typed[0] !== ED25519) {
      throw new LedgerFault('malformed-key', 'a verifier key is NAME+ID+BASE64 of an Ed25519 key');
    }
    const bytes = typed.subarray(1);
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: bytes.toString('base64url') };
    const found = new VerifierKey(name, createPublicKey({ key: jwk, format: 'jwk' }), bytes);
    if (found.id !== id) {
      throw new LedgerFault(
        'malformed-key',
        `the key of ${name} has the id ${found.id}, not ${id}`,
      );
    }
    return found;
  }

  /** What is given to whoever shall verify: `name+id+base64`. */
  toString(): string {
    return `${this.name}+${this.id}+${typedKey(this.#bytes).toString('base64')}`;
  }

  /** True when the signature over the text, as UTF-8, is of this key. */
  hasSigned(text: string, signature: Buffer): boolean {
    return verify(null, Buffer.from(text), this.#publicKey, signature);
  }

  /** True for the same name and the same bytes, not only the same id. */
  equals(other: VerifierKey): boolean {
    return this.name === other.name && this.#bytes.equals(other.#bytes);
  }
}

/** The first bytes of SHA-256 over the name, a line feed, the type of key and the key. */
function keyId(name: string, bytes: Buffer): string {
  const named = Buffer.concat([Buffer.from(`${name}\n`), typedKey(bytes)]);
  return hash('sha256', named, 'hex').slice(0, 2 * ID_BYTES);
}

const typedKey = (bytes: Buffer): Buffer => Buffer.concat([Buffer.of(ED25519), bytes]);
