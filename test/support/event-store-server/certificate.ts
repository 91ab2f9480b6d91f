/** A certificate made for one test: no key is kept in the repository, and none expires there. */
import { generateKeyPairSync, sign } from 'node:crypto';

export interface Certificate {
  /** PEM. */
  readonly key: string;
  /** PEM; it is its own authority. */
  readonly certificate: string;
}

/** Tags of ASN.1 (X.690). */
const tags = {
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  objectId: 0x06,
  utf8: 0x0c,
  utcTime: 0x17,
  sequence: 0x30,
  set: 0x31,
  version: 0xa0,
  extensions: 0xa3,
  /** An address in the alternative names of a certificate. */
  ipAddress: 0x87,
} as const;

/** Object identifiers, encoded. */
const ids = {
  ecdsaWithSha256: '2a8648ce3d040302',
  commonName: '550403',
  basicConstraints: '551d13',
  subjectAltName: '551d11',
} as const;

/** A self-signed certificate (X.509 v3, P-256) for 127.0.0.1 or another IPv4 address. */
export function selfSigned(address = '127.0.0.1'): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = der('sequence', objectId('ecdsaWithSha256'));
  const name = der(
    'sequence',
    der('set', der('sequence', objectId('commonName'), der('utf8', Buffer.from('caseline test')))),
  );
  const validity = der('sequence', utcTime('200101000000Z'), utcTime('491231235959Z'));
  const body = der(
    'sequence',
    der('version', der('integer', Buffer.from([2]))),
    der('integer', Buffer.from([1])),
    algorithm,
    name,
    validity,
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der('extensions', der('sequence', authority(), addressOf(address))),
  );
  const signature = sign('sha256', body, privateKey);
  const whole = der('sequence', body, algorithm, bitString(signature));
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificate: pem(whole),
  };
}

function authority(): Buffer {
  const isAuthority = Buffer.from([0x01, 0x01, 0xff]);
  const value = der('octetString', der('sequence', isAuthority));
  return der('sequence', objectId('basicConstraints'), isAuthority, value);
}

function addressOf(address: string): Buffer {
  const bytes = Buffer.from(address.split('.').map(Number));
  const value = der('octetString', der('sequence', der('ipAddress', bytes)));
  return der('sequence', objectId('subjectAltName'), value);
}

function der(tag: keyof typeof tags, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tags[tag]]), lengthOf(content.length), content]);
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  return length < 0x100 ? Buffer.from([0x81, length]) : Buffer.from([0x82, length >> 8, length]);
}

const objectId = (id: keyof typeof ids): Buffer => der('objectId', Buffer.from(ids[id], 'hex'));
const utcTime = (text: string): Buffer => der('utcTime', Buffer.from(text));
const bitString = (bytes: Buffer): Buffer => der('bitString', Buffer.from([0]), bytes);

function pem(bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
