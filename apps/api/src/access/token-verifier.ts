import { readFileSync } from 'node:fs';
import type { Clock } from '@caseline/event-sourcing';
import {
  createRemoteJWKSet,
  errors,
  importSPKI,
  jwtVerify,
  type CryptoKey,
  type JWTVerifyGetKey,
} from 'jose';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { tokenRoles, type Principal } from './principal.ts';

/** Signature algorithms that are accepted; a token cannot choose another. */
export const TOKEN_ALGORITHMS = ['EdDSA', 'Ed25519', 'ES256', 'RS256'] as const;
/** How many verified tokens are remembered: a signature costs more than the command it carries. */
const REMEMBERED_TOKENS = 10_000;
/** A longer token is not looked at. */
const MAX_TOKEN_LENGTH = 8_192;
/** How far apart the clocks of issuer and server may be, in seconds. */
const CLOCK_TOLERANCE_S = 5;

/** A token that does not open the door: `detail` is fit for the caller. */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused';
}

/** Where tokens come from and whom they must be meant for. */
export interface TokenSource {
  readonly issuer: string;
  readonly audience: string;
  readonly key: CryptoKey | JWTVerifyGetKey;
}

const claims = z.object({
  sub: z.string().min(1).max(200),
  exp: z.number(),
  roles: z.array(z.enum(tokenRoles)).max(10).default([]),
  organization: z.uuid().optional(),
});

/** Checks bearer tokens: signature, issuer, audience, time, shape. */
export class TokenVerifier {
  readonly #source: TokenSource;
  readonly #clock: Clock;
  readonly #verified = new LRUCache<string, { principal: Principal; expiresAtMs: number }>({
    max: REMEMBERED_TOKENS,
  });

  constructor(source: TokenSource, clock: Clock) {
    this.#source = source;
    this.#clock = clock;
  }

  /** The principal of an `Authorization` header; throws `TokenRefused`. */
  async verify(authorization: string | undefined): Promise<Principal> {
    const token = bearerToken(authorization);
    const known = this.#verified.get(token);
    if (known !== undefined && known.expiresAtMs > this.#clock.now()) return known.principal;
    const { principal, expiresAtMs } = await this.#check(token);
    this.#verified.set(token, { principal, expiresAtMs });
    return principal;
  }

  async #check(token: string): Promise<{ principal: Principal; expiresAtMs: number }> {
    const { issuer, audience, key } = this.#source;
    const options = {
      issuer,
      audience,
      algorithms: [...TOKEN_ALGORITHMS],
      clockTolerance: CLOCK_TOLERANCE_S,
      currentDate: new Date(this.#clock.now()),
      requiredClaims: ['exp', 'sub'],
    };
    const { payload } = await (
      typeof key === 'function' ? jwtVerify(token, key, options) : jwtVerify(token, key, options)
    ).catch((error: unknown) => {
      throw new TokenRefused(refusalOf(error));
    });
    const parsed = claims.safeParse(payload);
    if (!parsed.success) {
      const [fault] = parsed.error.issues;
      throw new TokenRefused(`claim ${fault?.path.join('.')}: ${fault?.message}`);
    }
    const { sub, exp, roles, organization } = parsed.data;
    if (roles.includes('administrator') && organization === undefined) {
      throw new TokenRefused('an administrator needs the claim organization');
    }
    const principal = {
      subject: sub,
      roles,
      ...(organization === undefined ? {} : { organizationId: organization }),
    };
    return { principal, expiresAtMs: (exp + CLOCK_TOLERANCE_S) * 1_000 };
  }
}

/** The key of an issuer that publishes its keys. */
export const remoteKeys = (url: string): JWTVerifyGetKey => createRemoteJWKSet(new URL(url));

/** The key of an issuer in a PEM file; throws a plain error when it cannot be read. */
export async function keyFromFile(path: string): Promise<CryptoKey> {
  const pem = readFileSync(path, 'utf8');
  for (const algorithm of TOKEN_ALGORITHMS) {
    try {
      return await importSPKI(pem, algorithm);
    } catch {
      // The file holds a key of another algorithm; the next one is tried.
    }
  }
  throw new Error(`${path} holds no Ed25519, P-256 or RSA public key in PEM (SPKI)`);
}

function bearerToken(authorization: string | undefined): string {
  const [, token] = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization ?? '') ?? [];
  if (token === undefined) throw new TokenRefused('a bearer token is needed');
  if (token.length > MAX_TOKEN_LENGTH) throw new TokenRefused('the token is too long');
  return token;
}

function refusalOf(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'the token has expired';
  if (error instanceof errors.JWTClaimValidationFailed) {
    return `claim ${error.claim}: ${error.reason}`;
  }
  return 'the token is not valid here';
}
