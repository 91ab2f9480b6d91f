import { describe, expect, test } from '@jest/globals';
import {
  checkpointText,
  openCheckpoint,
  parseCheckpointText,
  sealCheckpoint,
} from './ledger-checkpoint.ts';
import type { LedgerCheckpoint } from './ledger-checkpoint.ts';
import type { LedgerFaultCode } from './ledger-fault.ts';
import { signNote } from './signed-note.ts';
import { signingKeyOfSeed } from './signing-key.ts';
import { EMPTY_ROOT } from './tree-hash.ts';
import { VerifierKey } from './verifier-key.ts';

/** The key of Go's checksum database, as every installation of Go carries it. */
const goKey = 'sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8';

/** Checkpoints that this log signed and published. */
const goCheckpoints = [
  {
    size: 49_189_689,
    root: 'ftjbAOzaupaIvaPo/G+Dk63nxOZ2s1OPOKIaPtXs7S4=',
    signature:
      'Az3grlKZssqRoMNPpZfKt0TphbbcF+pzXqElURJKRNFKfa' +
      'UAgqeI5k2AORH0QAhg/ebRwyIqD/OqP4oLtLnNumvOBAM=',
  },
  {
    size: 65_209_736,
    root: '5+uGFjx6xBZG8ip1+wi77v+grwbhhukIrxEUS8PXvRo=',
    signature:
      'Az3grnbssgK7ubgFX36gVETtNv0U23qxyAhAMai2QUfeGa' +
      '3nB/akvkMdlUErfcZz7l/R3cVtYspg3dxXABkGZZKdsQ8=',
  },
];

const root = EMPTY_ROOT.toString('base64');
const origin = 'example.org/caseline';
const sealedAt = '2026-03-01T09:00:00.000Z';
const checkpoint: LedgerCheckpoint = { origin, size: 0, root: EMPTY_ROOT, sealedAt };
const key = signingKeyOfSeed(origin, Buffer.alloc(32, 1));
const trust = { origin, keys: [key.verifier] };
const fault = (code: LedgerFaultCode) => expect.objectContaining({ name: 'LedgerFault', code });

describe('A published checkpoint of Go', () => {
  const goTrust = { origin: 'go.sum database tree', keys: [VerifierKey.parse(goKey)] };

  test.each(goCheckpoints)('of size $size is opened', (published) => {
    const { size, signature } = published;
    const text = `${goTrust.origin}\n${size}\n${published.root}\n`;
    const opened = openCheckpoint(`${text}\n— sum.golang.org ${signature}\n`, goTrust);
    expect(opened).toEqual({
      origin: goTrust.origin,
      size,
      root: Buffer.from(published.root, 'base64'),
      sealedAt: null,
      signers: goTrust.keys,
    });
    expect(checkpointText(opened)).toBe(text);
    const larger = text.replace(String(size), String(size + 1));
    expect(() => openCheckpoint(`${larger}\n— sum.golang.org ${signature}\n`, goTrust)).toThrow(
      fault('bad-signature'),
    );
  });
});

describe('A checkpoint', () => {
  test('is a text of origin, size, root and time', () => {
    expect(checkpointText(checkpoint)).toBe(`${origin}\n0\n${root}\ntime ${sealedAt}\n`);
    expect(checkpointText({ ...checkpoint, sealedAt: null })).toBe(`${origin}\n0\n${root}\n`);
  });

  test('is opened as it was sealed', () => {
    const note = sealCheckpoint(checkpoint, [key]);
    expect(openCheckpoint(note, trust)).toEqual({ ...checkpoint, signers: trust.keys });
  });

  test('passes over the extension lines of others', () => {
    const text = `${origin}\n0\n${root}\nweather fair\ntime ${sealedAt}\n`;
    expect(parseCheckpointText(text)).toEqual(checkpoint);
  });

  test('of another log is refused, though a trusted key signed it', () => {
    const other = sealCheckpoint({ ...checkpoint, origin: 'example.org/other' }, [key]);
    expect(() => openCheckpoint(other, trust)).toThrow(fault('other-origin'));
    expect(() => openCheckpoint(other, trust)).toThrow(
      'of example.org/other, not of example.org/caseline',
    );
  });

  test('signed by another key, or by nobody, is refused', () => {
    const stranger = signingKeyOfSeed(origin, Buffer.alloc(32, 2));
    const note = sealCheckpoint(checkpoint, [stranger]);
    expect(() => openCheckpoint(note, trust)).toThrow(fault('wrong-key'));
    expect(() => openCheckpoint(checkpointText(checkpoint), trust)).toThrow(
      fault('malformed-note'),
    );
  });

  test('with an altered time is refused: the time is signed, too', () => {
    const note = sealCheckpoint(checkpoint, [key]).replace('2026', '2025');
    expect(() => openCheckpoint(note, trust)).toThrow(fault('bad-signature'));
  });

  test.each([
    ['no origin', `\n0\n${root}\n`],
    ['two lines only', `${origin}\n0\n`],
    ['no last line feed', `${origin}\n0\n${root}\nweather fair`],
    ['a leading zero', `${origin}\n01\n${root}\n`],
    ['a negative size', `${origin}\n-1\n${root}\n`],
    ['a size in another notation', `${origin}\n1e3\n${root}\n`],
    ['a size beyond all logs', `${origin}\n9007199254740993\n${root}\n`],
    ['a root of 31 bytes', `${origin}\n0\n${Buffer.alloc(31).toString('base64')}\n`],
    ['a root in hex', `${origin}\n0\n${EMPTY_ROOT.toString('hex')}\n`],
    ['an empty extension line', `${origin}\n0\n${root}\n\ntime ${sealedAt}\n`],
    ['a time that is none', `${origin}\n0\n${root}\ntime yesterday\n`],
    ['a time in another notation', `${origin}\n0\n${root}\ntime 2026-03-01T10:00:00+01:00\n`],
    ['two times', `${origin}\n0\n${root}\ntime ${sealedAt}\ntime ${sealedAt}\n`],
  ])('with %s is malformed', (_what, text) => {
    expect(() => parseCheckpointText(text)).toThrow(fault('malformed-checkpoint'));
  });

  test('that a trusted key signed is refused all the same when it is malformed', () => {
    const note = signNote(`${origin}\n01\n${root}\n`, [key]);
    expect(() => openCheckpoint(note, trust)).toThrow(fault('malformed-checkpoint'));
  });

  test.each([
    ['an origin of two lines', { ...checkpoint, origin: `${origin}\n7` }],
    ['an origin and a whole tree', { ...checkpoint, origin: `${origin}\n7\n${root}\nnote` }],
    ['a time and more', { ...checkpoint, sealedAt: `${sealedAt}\nmore` }],
    ['half a leaf', { ...checkpoint, size: 0.5 }],
  ])('is not sealed with %s', (_what, unsound) => {
    expect(() => sealCheckpoint(unsound, [key])).toThrow(fault('malformed-checkpoint'));
  });
});
