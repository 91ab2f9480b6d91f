import { createPrivateKey, createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { LedgerFault } from './ledger-fault.ts';
import { VerifierKey } from './verifier-key.ts';

/** The bytes of the secret that a key of Ed25519 is made of (RFC 8032). */
const SEED_BYTES = 32;

/** All of a PKCS #8 document of Ed25519 but the secret at its end (RFC 8410, section 7). */
const PKCS8_BEFORE_SEED = Buffer.from('302e020100300506032b657004220420', 'hex');

/** A key that signs checkpoints, with the key that others verify them by. */
export interface SigningKey {
  readonly privateKey: KeyObject;
  readonly verifier: VerifierKey;
}

/**
 * A new key of that name from 32 bytes of chance, which the caller brings: the same bytes give the
 * same key. Throws `malformed-key`.
 */
export function signingKeyOfSeed(name: string, seed: Buffer): SigningKey {
  if (seed.length !== SEED_BYTES) {
    throw new LedgerFault('malformed-key', `a key is made of ${SEED_BYTES} bytes of chance`);
  }
  const der = Buffer.concat([PKCS8_BEFORE_SEED, seed]);
  return signingKeyOf(name, createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }));
}

/** The key in a PEM file (PKCS #8, not encrypted), by that name; throws `malformed-key`. */
export function signingKeyOfPem(name: string, pem: string): SigningKey {
  return signingKeyOf(name, privateKeyOf(pem));
}

/** The secret half as PEM (PKCS #8), to be kept where nobody else reads. */
export const signingKeyPem = (key: SigningKey): string =>
  key.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();

function signingKeyOf(name: string, privateKey: KeyObject): SigningKey {
  const type = privateKey.asymmetricKeyType;
  if (type !== 'ed25519') {
    throw new LedgerFault('malformed-key', `a key of ${type}; checkpoints are signed by ed25519`);
  }
  return { privateKey, verifier: VerifierKey.of(name, createPublicKey(privateKey)) };
}

/** Says nothing of the text itself: it may be a secret in the wrong wrapping. */
function privateKeyOf(pem: string): KeyObject {
  try {
    return createPrivateKey({ key: pem, format: 'pem' });
  } catch {
    throw new LedgerFault('malformed-key', 'not a private key in PEM (PKCS #8, not encrypted)');
  }
}
