import { developmentKey } from '../access/development-key.ts';
import { keyFromFile, remoteKeys, type TokenSource } from '../access/token-verifier.ts';
import { SettingsRefused, type Settings } from '@caseline/hosting';

/** Where tokens are checked: a JWKS, a key file, or in development the key of the data folder. */
export async function tokenSource(settings: Settings): Promise<TokenSource> {
  const { CASELINE_ISSUER: issuer, CASELINE_AUDIENCE: audience } = settings;
  if (settings.CASELINE_JWKS_URL !== undefined) {
    return { issuer, audience, key: remoteKeys(settings.CASELINE_JWKS_URL) };
  }
  const file = settings.CASELINE_JWT_PUBLIC_KEY_FILE;
  if (file !== undefined) return { issuer, audience, key: await readKey(file) };
  refuseDevelopmentKeyInProduction(settings);
  return { issuer, audience, key: (await developmentKey(settings.CASELINE_DATA)).publicKey };
}

/** True when the server makes tokens itself. */
export const usesDevelopmentKey = (settings: Settings): boolean =>
  settings.CASELINE_JWKS_URL === undefined && settings.CASELINE_JWT_PUBLIC_KEY_FILE === undefined;

function refuseDevelopmentKeyInProduction({ NODE_ENV }: Settings): void {
  if (NODE_ENV !== 'production') return;
  const reason = 'production needs this or CASELINE_JWT_PUBLIC_KEY_FILE, and CASELINE_ISSUER';
  throw new SettingsRefused([{ name: 'CASELINE_JWKS_URL', reason }]);
}

async function readKey(file: string) {
  try {
    return await keyFromFile(file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SettingsRefused([{ name: 'CASELINE_JWT_PUBLIC_KEY_FILE', reason }]);
  }
}
