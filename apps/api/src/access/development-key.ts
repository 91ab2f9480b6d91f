import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportPKCS8, exportSPKI, generateKeyPair, importPKCS8, importSPKI, SignJWT } from 'jose';
import type { CryptoKey } from 'jose';
import type { TokenRole } from './principal.ts';

/** How long a token of the development key lives. */
const TOKEN_LIFETIME = '30d';

/** A key pair that signs tokens on a developer's own machine. Production never makes one. */
export interface DevelopmentKey {
  readonly publicKey: CryptoKey;
  readonly privateKey: CryptoKey;
}

/** The key of a data folder; made on first use and readable by its owner only. */
export async function developmentKey(folder: string): Promise<DevelopmentKey> {
  const file = join(folder, 'development-key.pem');
  if (!existsSync(file)) await makeKey(folder, file);
  const pem = readFileSync(file, 'utf8');
  const split = pem.indexOf('-----BEGIN PUBLIC KEY-----');
  return {
    privateKey: await importPKCS8(pem.slice(0, split), 'EdDSA'),
    publicKey: await importSPKI(pem.slice(split), 'EdDSA'),
  };
}

/** What a token is to say. */
export interface TokenRequest {
  readonly subject: string;
  readonly roles: readonly TokenRole[];
  readonly organizationId?: string;
  readonly issuer: string;
  readonly audience: string;
}

/** A signed token of the development key. */
export function signToken(key: DevelopmentKey, request: TokenRequest): Promise<string> {
  const organization =
    request.organizationId === undefined ? {} : { organization: request.organizationId };
  return new SignJWT({ roles: [...request.roles], ...organization })
    .setProtectedHeader({ alg: 'EdDSA', typ: 'JWT' })
    .setSubject(request.subject)
    .setIssuer(request.issuer)
    .setAudience(request.audience)
    .setIssuedAt()
    .setExpirationTime(TOKEN_LIFETIME)
    .sign(key.privateKey);
}

async function makeKey(folder: string, file: string): Promise<void> {
  const { publicKey, privateKey } = await generateKeyPair('EdDSA', { extractable: true });
  mkdirSync(folder, { recursive: true });
  const pem = `${await exportPKCS8(privateKey)}\n${await exportSPKI(publicKey)}\n`;
  writeFileSync(file, pem, { mode: 0o600, flag: 'wx' });
}
