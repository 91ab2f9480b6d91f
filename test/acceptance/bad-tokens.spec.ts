/** Bad tokens over HTTP: each answers 401 and says nothing of the resource. */
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ApiWorld } from '../support/api-world.ts';
import {
  developmentKeyPem,
  hmacToken,
  signedToken,
  unsignedToken,
  usualClaims,
} from '../support/bearer-tokens.ts';

const HOUR_S = 3_600;
const ORGANIZATION = '7c0a52c8-5f0e-4f0e-8f43-2f0c6a1b9d20';

let world: ApiWorld;

beforeAll(async () => {
  world = await ApiWorld.start();
});

afterAll(() => world.end());

const nowS = (): number => Math.floor(world.clock.now() / 1_000);

/** The claims of a good token of an agent, changed; undefined takes a claim out. */
const claims = (changes: Readonly<Record<string, unknown>> = {}): object => {
  const good = { ...usualClaims, sub: 'agent@test', roles: ['agent'], exp: nowS() + HOUR_S };
  return { ...good, ...changes };
};

const signed = (changes?: Readonly<Record<string, unknown>>, header?: Record<string, unknown>) =>
  signedToken(developmentKeyPem(world.folder).privatePem, claims(changes), header);

/** One bit of a part changed. */
const tampered = (token: string, part: 0 | 1 | 2): string => {
  const parts = token.split('.');
  const bytes = Buffer.from(parts[part] ?? '', 'base64url');
  bytes[bytes.length - 3] = (bytes[bytes.length - 3] ?? 0) ^ 1;
  return parts.with(part, bytes.toString('base64url')).join('.');
};

const strangers = generateKeyPairSync('ed25519');
const embedded = { alg: 'EdDSA', jwk: strangers.publicKey.export({ format: 'jwk' }) };

/** Whole Authorization headers, made when the server's key is there. */
const corpus: Readonly<Record<string, () => string | undefined>> = {
  'no header': () => undefined,
  'an empty one': () => '',
  'the scheme alone': () => 'Bearer',
  'the scheme and a space': () => 'Bearer ',
  'another scheme': () => `Basic ${signed()}`,
  'no scheme': () => signed(),
  'two tokens': () => `Bearer ${signed()} ${signed()}`,
  'a list of tokens': () => `Bearer ${signed()}, Bearer ${signed()}`,
  garbage: () => 'Bearer garbage',
  'garbage in three parts': () => 'Bearer a.b.c',
  'five parts': () => `Bearer ${signed()}.a.b`,
  'alg none': () => `Bearer ${unsignedToken(claims())}`,
  'alg None, another spelling': () => `Bearer ${unsignedToken(claims(), 'NoNe')}`,
  'no alg': () => `Bearer ${signed({}, { typ: 'JWT' })}`,
  'HS256 with the public key': () =>
    `Bearer ${hmacToken(developmentKeyPem(world.folder).publicPem, claims())}`,
  'HS256 with an empty key': () => `Bearer ${hmacToken('', claims())}`,
  'a header that claims RS256': () => `Bearer ${signed({}, { alg: 'RS256', typ: 'JWT' })}`,
  'the key of a stranger': () => `Bearer ${signedToken(strangers.privateKey, claims())}`,
  'a key that the token brings along': () =>
    `Bearer ${signedToken(strangers.privateKey, claims(), embedded)}`,
  'a critical extension nobody knows': () =>
    `Bearer ${signed({}, { alg: 'EdDSA', crit: ['x'], x: 1 })}`,
  'a changed signature': () => `Bearer ${tampered(signed(), 2)}`,
  'changed claims': () => `Bearer ${tampered(signed(), 1)}`,
  'no signature': () => `Bearer ${signed().split('.').slice(0, 2).join('.')}.`,
  'claims that are no object': () =>
    `Bearer ${signedToken(developmentKeyPem(world.folder).privatePem, ['agent'])}`,
  'claims that are no JSON': () =>
    `Bearer ${signedToken(developmentKeyPem(world.folder).privatePem, 'agent')}`,
  expired: () => `Bearer ${signed({ exp: nowS() - HOUR_S })}`,
  'expired six seconds ago': () => `Bearer ${signed({ exp: nowS() - 6 })}`,
  'not valid yet': () => `Bearer ${signed({ nbf: nowS() + HOUR_S })}`,
  'no expiry': () => `Bearer ${signed({ exp: undefined })}`,
  'an expiry that is a text': () => `Bearer ${signed({ exp: 'tomorrow' })}`,
  'another issuer': () => `Bearer ${signed({ iss: 'somebody' })}`,
  'no issuer': () => `Bearer ${signed({ iss: undefined })}`,
  'another audience': () => `Bearer ${signed({ aud: 'another-service' })}`,
  'no audience': () => `Bearer ${signed({ aud: undefined })}`,
  'no subject': () => `Bearer ${signed({ sub: undefined })}`,
  'an empty subject': () => `Bearer ${signed({ sub: '' })}`,
  'a subject of 201 characters': () => `Bearer ${signed({ sub: 'x'.repeat(201) })}`,
  'a role that nobody can have': () => `Bearer ${signed({ roles: ['engine'] })}`,
  'roles that are no list': () => `Bearer ${signed({ roles: 'lead' })}`,
  'an organization that is no id': () => `Bearer ${signed({ organization: 'contoso' })}`,
  'an administrator of nothing': () => `Bearer ${signed({ roles: ['administrator'] })}`,
  'more than 8 KiB': () => `Bearer ${signed({ padding: 'x'.repeat(8_192) })}`,
};

describe('a token that is no good', () => {
  test.each(Object.entries(corpus))('%s', async (_, header) => {
    const authorization = header();
    const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
    for (const path of ['/v1/queue', `/v1/cases/${ORGANIZATION}`]) {
      const answer = await world.get(path, { headers });
      expect(answer).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
      expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    }
  });

  test('is not written back to whoever sent it', async () => {
    const token = signed({ iss: 'somebody' });
    const { body } = await world.get('/v1/queue', { token });
    expect(JSON.stringify(body)).not.toContain(token.split('.')[2]);
  });
});

describe('a token that is good', () => {
  test('opens the door, and the key it is signed with is the server\'s', async () => {
    const key = createPrivateKey(developmentKeyPem(world.folder).privatePem);
    const token = signedToken(key, claims());
    expect(await world.get('/v1/queue', { token })).toMatchObject({ status: 200 });
  });

  test('closes it again once it has expired, though it was seen before', async () => {
    const token = signed({ exp: nowS() + 60 });
    expect((await world.get('/v1/queue', { token })).status).toBe(200);
    world.clock.ms += 66_000;
    expect((await world.get('/v1/queue', { token })).status).toBe(401);
    world.clock.ms -= 66_000;
  });
});
