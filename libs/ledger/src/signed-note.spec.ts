import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { LedgerFaultCode } from './ledger-fault.ts';
import { openNote, signNote } from './signed-note.ts';
import { signingKeyOfPem, signingKeyOfSeed, signingKeyPem } from './signing-key.ts';
import type { SigningKey } from './signing-key.ts';
import { VerifierKey } from './verifier-key.ts';

/** The keys and notes that Go's own package of signed notes is tested with. */
const peterText = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const enochText = 'EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop';
const peterSeed = Buffer.from('AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz', 'base64').subarray(1);
const text =
  'If you think cryptography is the answer to your problem,\n' +
  "then you don't know what your problem is.\n";
const peterBase64 =
  'x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=';
const enochBase64 =
  'rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=';
const byPeter = `— PeterNeumann ${peterBase64}\n`;
const byEnoch = `— EnochRoot ${enochBase64}\n`;

const peter = VerifierKey.parse(peterText);
const enoch = VerifierKey.parse(enochText);
const peterSigning = signingKeyOfSeed('PeterNeumann', peterSeed);

const fault = (code: LedgerFaultCode) => expect.objectContaining({ name: 'LedgerFault', code });
const namesOf = (note: string, keys: readonly VerifierKey[]) =>
  openNote(note, keys).signers.map(({ name }) => name);

describe('A verifier key', () => {
  test.each([peterText, enochText])('%s is read and written as published', (published) => {
    expect(VerifierKey.parse(published).toString()).toBe(published);
  });

  test('has the id that the specification of signed notes gives as its example', () => {
    const x = Buffer.from(
      'e932791ae6e7a840a46164c904786426d5e7821dd8b29a00d61cae72afdd4da4',
      'hex',
    ).toString('base64url');
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
    expect(VerifierKey.of('example.com/foo', key).id).toBe('530d903a');
  });

  test('is refused when any part of its text is missing', () => {
    for (let from = 0; from <= peterText.length; from += 1) {
      for (let to = from; to <= peterText.length; to += 1) {
        if (to - from === peterText.length) continue;
        expect(() => VerifierKey.parse(peterText.slice(from, to))).toThrow(fault('malformed-key'));
      }
    }
  });

  test('is refused when any one character is another', () => {
    for (const [index, character] of [...peterText].entries()) {
      const other = String.fromCharCode(character.charCodeAt(0) + 1);
      const altered = peterText.slice(0, index) + other + peterText.slice(index + 1);
      expect(() => VerifierKey.parse(altered)).toThrow(fault('malformed-key'));
    }
  });

  test.each([
    [
      'a key that is too long',
      'PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==',
    ],
    ['another kind of key', 'PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'],
    ['a name of two words', 'Peter Neumann+004fb23e+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'],
  ])('is refused with %s, even under the right id', (_what, published) => {
    expect(() => VerifierKey.parse(published)).toThrow(fault('malformed-key'));
  });

  test.each(['', 'two words', 'a+b', 'a\u00a0b', 'a\nb', 'a\u0085b', 'a\u0000b'])(
    'is refused under the name %j',
    (name) => {
      expect(() => signingKeyOfSeed(name, peterSeed)).toThrow(fault('malformed-key'));
    },
  );
});

describe('A signing key', () => {
  test('from the published secret has the published verifier', () => {
    expect(peterSigning.verifier.toString()).toBe(peterText);
  });

  test('survives its PEM file', () => {
    const pem = signingKeyPem(peterSigning);
    expect(pem).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
    expect(signingKeyOfPem('PeterNeumann', pem).verifier.toString()).toBe(peterText);
  });

  test('of another kind is refused', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
    expect(createPrivateKey(pem).asymmetricKeyType).toBe('ec');
    expect(() => signingKeyOfPem('a', pem)).toThrow(fault('malformed-key'));
  });

  test('is refused without telling the text that was given for it', () => {
    const secret = 'not a key but a password';
    expect(() => signingKeyOfPem('a', secret)).toThrow(fault('malformed-key'));
    expect(() => signingKeyOfPem('a', secret)).toThrow(/^(?!.*password)/s);
    expect(() => signingKeyOfSeed('a', Buffer.alloc(31))).toThrow(fault('malformed-key'));
  });
});

describe('A note', () => {
  test('is signed exactly as published', () => {
    expect(signNote(text, [peterSigning])).toBe(`${text}\n${byPeter}`);
  });

  test('is opened by any of the keys that signed it', () => {
    const note = `${text}\n${byPeter}${byEnoch}`;
    expect(openNote(note, [peter, enoch]).text).toBe(text);
    expect(namesOf(note, [peter, enoch])).toEqual(['PeterNeumann', 'EnochRoot']);
    expect(namesOf(note, [enoch])).toEqual(['EnochRoot']);
    expect(namesOf(`${text}\n${byPeter}${byPeter}`, [peter])).toEqual(['PeterNeumann']);
  });

  test('signed by two keys of one name while they are changed is opened by either', () => {
    const next = signingKeyOfSeed('PeterNeumann', Buffer.alloc(32, 7));
    const note = signNote(text, [peterSigning, next]);
    expect(openNote(note, [peter]).signers).toEqual([peter]);
    expect(openNote(note, [next.verifier]).signers).toEqual([next.verifier]);
  });

  test('that holds empty lines itself ends before the last one', () => {
    const poem = 'first\n\nsecond\n\n\n';
    expect(openNote(signNote(poem, [peterSigning]), [peter]).text).toBe(poem);
  });

  test('signed by none of the keys is refused with the names of both sides', () => {
    const note = `${text}\n${byPeter}`;
    expect(() => openNote(note, [enoch])).toThrow(fault('wrong-key'));
    expect(() => openNote(note, [enoch])).toThrow(
      'signed by PeterNeumann (c74f20a3), not by EnochRoot (af0cfe78)',
    );
    expect(() => openNote(note, [])).toThrow(fault('wrong-key'));
    const misnamed = note.replace('PeterNeumann', 'CarmenSandiego');
    expect(() => openNote(misnamed, [peter])).toThrow(fault('wrong-key'));
    expect(() => openNote(note.replace('x08g', 'xxxx'), [peter])).toThrow(fault('wrong-key'));
  });

  test('with a signature that its key did not make is refused, whoever else signed', () => {
    const altered = `${text.replace('think', 'thank')}\n`;
    expect(() => openNote(`${altered}${byPeter}`, [peter])).toThrow(fault('bad-signature'));
    const falseEnoch = `— EnochRoot rwz+eA${peterBase64.slice(6)}\n`;
    const note = `${text}\n${byPeter}${falseEnoch}`;
    expect(namesOf(note, [peter])).toEqual(['PeterNeumann']);
    expect(() => openNote(note, [peter, enoch])).toThrow(fault('bad-signature'));
    const twice = `${text}\n${byPeter}${byPeter.replace('tpRZ', 'tpRA')}`;
    expect(() => openNote(twice, [peter])).toThrow(fault('bad-signature'));
    const longer = byPeter.replace('tpRZ', 'tpRZABCD');
    expect(() => openNote(`${text}\n${longer}`, [peter])).toThrow(fault('bad-signature'));
  });

  test.each([
    ['no signature', text],
    ['no line of a signature', `${text}\n`],
    ['a last line without its end', `${text}\n${byPeter.slice(0, -1)}`],
    ['a control character', `\u0001${text}\n${byPeter}`],
    ['half a character', `\ud800${text}\n${byPeter}`],
    ['a name of two words', `${text}\n— Bad Name ${peterBase64}\n`],
    ['a word behind the signature', `${text}\n${byPeter.replace('=\n', '= twice\n')}`],
    ['a line of another kind', `${text}\n${byPeter}Unexpected line.\n`],
    ['a hyphen for the dash', `${text}\n${byPeter.replace('—', '-')}`],
    ['base64 without its padding', `${text}\n${byPeter.replace('=', '')}`],
    ['an id without a signature', `${text}\n— PeterNeumann x08gow==\n`],
    ['windows line ends', `${text}\n${byPeter}`.replaceAll('\n', '\r\n')],
    ['too many signatures', `${text}\n${byPeter.repeat(101)}`],
    ['too many characters', `${'a'.repeat(300_000)}\n\n${byPeter}`],
  ])('with %s is malformed', (_what, note) => {
    expect(() => openNote(note, [peter])).toThrow(fault('malformed-note'));
  });

  test('that nobody could read back is not signed', () => {
    expect(() => signNote('abc', [peterSigning])).toThrow(fault('malformed-note'));
    expect(() => signNote('a\tb\n', [peterSigning])).toThrow(fault('malformed-note'));
    expect(() => signNote(text, [])).toThrow(fault('malformed-note'));
  });

  test('with any one character altered is refused', () => {
    const note = `${text}\n${byPeter}`;
    fc.assert(
      fc.property(fc.nat(note.length - 1), fc.integer({ min: 1, max: 6 }), (at, bit) => {
        const other = String.fromCharCode(note.charCodeAt(at) ^ (1 << bit));
        const altered = note.slice(0, at) + other + note.slice(at + 1);
        expect(() => openNote(altered, [peter])).toThrow(
          expect.objectContaining({ name: 'LedgerFault' }),
        );
      }),
      { numRuns: 500 },
    );
  });
});

test('two keys of one name and id are told apart by nobody, so neither is believed', () => {
  // Found by trying: the 32 bits of an id meet after some 77,000 keys.
  const [one, other] = [77_213, 80_252].map((counted) => {
    const seed = Buffer.alloc(32);
    seed.writeUInt32BE(counted, 28);
    return signingKeyOfSeed('a', seed);
  }) as [SigningKey, SigningKey];
  expect(one.verifier.id).toBe(other.verifier.id);
  const note = signNote(text, [one]);
  const again = VerifierKey.parse(one.verifier.toString());
  expect(openNote(note, [one.verifier, again]).text).toBe(text);
  expect(() => openNote(note, [one.verifier, other.verifier])).toThrow(fault('ambiguous-key'));
  expect(() => signNote(text, [one, other])).toThrow(fault('ambiguous-key'));
});
