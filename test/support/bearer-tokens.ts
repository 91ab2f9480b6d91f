/** Bearer tokens made by hand, good ones and bad ones, without the library that checks them. */
import { createHmac, createPrivateKey, sign, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a good token of the development key says beside subject, roles and times. */
export const usualClaims = { iss: 'caseline-development', aud: 'caseline' };

/** The key pair of a server's data folder, as PEM. */
export function developmentKeyPem(folder: string): { privatePem: string; publicPem: string } {
  const pem = readFileSync(join(folder, 'development-key.pem'), 'utf8');
  const split = pem.indexOf('-----BEGIN PUBLIC KEY-----');
  return { privatePem: pem.slice(0, split), publicPem: pem.slice(split).trim() };
}

const encoded = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

/** A token signed with Ed25519; the header may lie about it. */
export function signedToken(
  key: string | KeyObject,
  claims: unknown,
  header: Readonly<Record<string, unknown>> = { alg: 'EdDSA', typ: 'JWT' },
): string {
  const signed = `${encoded(header)}.${encoded(claims)}`;
  const privateKey = typeof key === 'string' ? createPrivateKey(key) : key;
  return `${signed}.${sign(null, Buffer.from(signed), privateKey).toString('base64url')}`;
}

/** A token whose signature is an HMAC: what an attacker makes of a public key. */
export function hmacToken(secret: string, claims: unknown): string {
  const signed = `${encoded({ alg: 'HS256', typ: 'JWT' })}.${encoded(claims)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

/** A token that says it needs no signature. */
export const unsignedToken = (claims: unknown, algorithm = 'none'): string =>
  `${encoded({ alg: algorithm, typ: 'JWT' })}.${encoded(claims)}.`;
