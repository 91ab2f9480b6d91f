import { createPublicKey, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { VerifierKey, signingKeyOfPem, signingKeyOfSeed, signingKeyPem } from '@caseline/ledger';
import { LedgerFault, type SigningKey } from '@caseline/ledger';
import type { Settings } from '@caseline/hosting';

/** The keys of a log, under the name that its checkpoints have. */
export interface LedgerKeys {
  /** All of these sign; one at least. */
  readonly signing: readonly SigningKey[];
  /** What they and earlier keys have signed is believed. */
  readonly trusted: readonly VerifierKey[];
}

/** Keys wait for their name: a log without a name of its own is named by its first event. */
export type NameKeys = (origin: string) => LedgerKeys;

type KeySettings = Pick<Settings, 'CASELINE_DATA' | 'CASELINE_LEDGER_KEY_FILE' | 'NODE_ENV'>;

const PEM_BLOCK = /-----BEGIN ([A-Z ]+)-----[^-]+-----END \1-----\n?/g;
const PUBLIC = 'PUBLIC KEY';
/** More keys in one file are a mistake. */
const MAX_KEYS = 16;
const SEED_BYTES = 32;

/**
 * The keys that the settings name; in development one is made in the data folder on first use. Null
 * in production without a key. Throws `malformed-key`.
 */
export function ledgerKeys(settings: KeySettings): NameKeys | null {
  const { CASELINE_LEDGER_KEY_FILE: named, CASELINE_DATA: folder, NODE_ENV } = settings;
  if (named !== undefined) return keysIn(readFileSync(named, 'utf8'), named);
  if (NODE_ENV === 'production') return null;
  const file = join(folder, 'ledger-key.pem');
  if (!existsSync(file)) makeKey(folder, file);
  return keysIn(readFileSync(file, 'utf8'), file);
}

function keysIn(text: string, file: string): NameKeys {
  const blocks = [...text.matchAll(PEM_BLOCK)].map(([pem, label]) => ({ pem, label }));
  const secret = blocks.filter(({ label }) => label !== PUBLIC);
  if (secret.length === 0 || blocks.length > MAX_KEYS) {
    throw new LedgerFault('malformed-key', `${file} holds no key that signs, or over ${MAX_KEYS}`);
  }
  const earlier = blocks.filter(({ label }) => label === PUBLIC);
  return (origin) => {
    const signing = secret.map(({ pem }) => signingKeyOfPem(origin, pem));
    const known = earlier.map(({ pem }) => VerifierKey.of(origin, createPublicKey(pem)));
    return { signing, trusted: [...signing.map(({ verifier }) => verifier), ...known] };
  };
}

function makeKey(folder: string, file: string): void {
  mkdirSync(folder, { recursive: true });
  const key = signingKeyOfSeed('development', randomBytes(SEED_BYTES));
  writeFileSync(file, signingKeyPem(key), { mode: 0o600, flag: 'wx' });
}
