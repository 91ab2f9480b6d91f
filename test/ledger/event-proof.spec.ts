/** Proofs that one event is in the log: made, checked here, and checked by a stranger's script. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from '@jest/globals';
import {
  EMPTY_ROOT,
  LEDGER_STREAM,
  VerifierKey,
  eventLeaf,
  eventLeafHash,
  isLedgered,
  proofText,
  sealCheckpoint,
  signingKeyOfSeed,
  verifyProof,
} from '@caseline/ledger';
import type { LedgerFaultCode } from '@caseline/ledger';
import {
  checkpointAfter,
  ledgerKey,
  ledgerOrigin,
  ledgerTrust,
  proofOf,
} from '../support/sealed-ledger.ts';
import { logLines, sealedLog } from '../support/sealed-log.ts';
import { describeUnless } from '../support/skipping.ts';

const log = sealedLog(logLines(23, 3));
const stranger = signingKeyOfSeed(ledgerOrigin, Buffer.alloc(32, 2));
const fault = (code: LedgerFaultCode) => expect.objectContaining({ name: 'LedgerFault', code });
const eventAt = (index: number) => log[index] ?? fail(index);

function fail(index: number): never {
  throw new RangeError(`the log has no event ${index}`);
}

/** The proof of event 11 among 23 with some parts exchanged. */
function altered(parts: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ ...(JSON.parse(proofOf(log, 11, 23)) as object), ...parts });
}
const partOf = (proof: string, name: string): string =>
  String((JSON.parse(proof) as Readonly<Record<string, unknown>>)[name]);
const eventText = partOf(proofOf(log, 11, 23), 'event');
const resealed = (change: object) =>
  sealCheckpoint({ ...checkpointAfter(log, 23), ...change }, [ledgerKey]);

/** Each shows another part of a proof exchanged, and what is said of it. */
const forgeries: readonly (readonly [string, string, LedgerFaultCode])[] = [
  [
    'another word in the event',
    altered({ event: eventText.replace('call', 'Call') }),
    'proof-mismatch',
  ],
  ['another stream', altered({ event: eventText.replace('"case-', '"case-9') }), 'proof-mismatch'],
  [
    'another event of the log',
    altered({ event: partOf(proofOf(log, 12, 23), 'event') }),
    'proof-mismatch',
  ],
  ['another event before it', altered({ previousHash: 'a'.repeat(64) }), 'proof-mismatch'],
  ['another index', altered({ index: 12 }), 'proof-mismatch'],
  ['an index outside the tree', altered({ index: 23 }), 'proof-mismatch'],
  ['no path', altered({ path: [] }), 'proof-mismatch'],
  ['a tree of another depth', altered({ checkpoint: resealed({ size: 40 }) }), 'proof-mismatch'],
  [
    'a tree of other events',
    altered({ checkpoint: resealed({ root: Buffer.alloc(32) }) }),
    'proof-mismatch',
  ],
  [
    'a checkpoint of another log',
    altered({ checkpoint: resealed({ origin: 'other' }) }),
    'other-origin',
  ],
  [
    'a checkpoint of a stranger',
    altered({ checkpoint: sealCheckpoint(checkpointAfter(log, 23), [stranger]) }),
    'wrong-key',
  ],
  [
    'a checkpoint that was edited',
    altered({ checkpoint: resealed({}).replace('\n23\n', '\n24\n') }),
    'bad-signature',
  ],
  ['a checkpoint without signature', altered({ checkpoint: 'a\n' }), 'malformed-note'],
];

describe('The proof of an event', () => {
  test('holds for every event under every checkpoint behind it', () => {
    for (let size = 1; size <= log.length; size += 1) {
      for (let index = 0; index < size; index += 1) {
        const { position: _, metadata, ...event } = eventAt(index);
        const { hash, ...proven } = metadata;
        expect(verifyProof(proofOf(log, index, size), ledgerTrust)).toEqual({
          event: { ...event, metadata: proven },
          index,
          hash,
          checkpoint: { ...checkpointAfter(log, size), signers: ledgerTrust.keys },
        });
      }
    }
  });

  test.each(forgeries)('is refused with %s', (_what, proof, code) => {
    expect(() => verifyProof(proof, ledgerTrust)).toThrow(fault(code));
  });

  test.each([
    ['no JSON', '{'],
    ['null', 'null'],
    ['another version', altered({ format: 'caseline-proof/2' })],
    ['a part too many', altered({ remark: '' })],
    ['a part missing', altered({ path: undefined })],
    ['an index that is none', altered({ index: -1 })],
    ['a path that is none', altered({ path: 'AAAA' })],
    ['a hash of another length in the path', altered({ path: ['AAAA'] })],
    [
      'a path deeper than any tree',
      altered({ path: Array(54).fill(EMPTY_ROOT.toString('base64')) }),
    ],
    ['an earlier hash that is none', altered({ previousHash: 'A'.repeat(64) })],
    ['an event in another notation', altered({ event: `${eventText} ` })],
    ['an event that is none', altered({ event: '{}' })],
  ])('is malformed with %s', (_what, proof) => {
    expect(() => verifyProof(proof, ledgerTrust)).toThrow(fault('malformed-proof'));
  });

  test('is not even read when it is longer than any', () => {
    const proof = proofOf(log, 11, 23);
    expect(() => verifyProof(proof + ' '.repeat(5_000_000), ledgerTrust)).toThrow(
      'longer than any proof',
    );
  });

  test('is not made for an event that has another hash than it states', () => {
    const event = { ...eventAt(0), type: 'CaseOpened' };
    const parts = { previousHash: '0'.repeat(64), index: 0, path: [], checkpoint: '' };
    expect(() => proofText({ ...parts, event })).toThrow(fault('proof-mismatch'));
  });
});

describe('The leaf of an event', () => {
  test('is the hash of the bytes that the format names', () => {
    const hash = 'ab'.repeat(32);
    const leaf = eventLeafHash({ index: 7, streamId: 'case-é\n1', revision: 2, hash });
    // printf '\0caseline-leaf/1\n7\n2\nabab…\ncase-é\n1' | sha256sum
    expect(leaf.toString('hex')).toBe(
      'f75d3b743e7fc2123fb9843329285bac65e2e31ed4235b7776e652e904a83f01',
    );
  });

  test.each([{ hash: 'AB'.repeat(32) }, { hash: '' }, { index: -1 }, { revision: 0.5 }])(
    'is not made of %j',
    (unsound) => {
      const leaf = { ...eventLeaf(0, eventAt(0)), ...unsound };
      expect(() => eventLeafHash(leaf)).toThrow(fault('malformed-leaf'));
    },
  );

  test('belongs to every stream but that of the checkpoints', () => {
    expect(['case-1', LEDGER_STREAM, 'pack-1'].filter(isLedgered)).toEqual(['case-1', 'pack-1']);
  });
});

const formats = join(dirname(fileURLToPath(import.meta.url)), '../../infra/formats');
const script = join(formats, 'verify-proof.py');

test('The example in ledger.md is a proof that holds under the key beside it', () => {
  const document = readFileSync(join(formats, 'ledger.md'), 'utf8');
  const [proof = ''] = /^\{\n.*?^\}\n/ms.exec(document) ?? [];
  const [key = ''] = /^ {4}example\.org\S+\+[0-9a-f]{8}\+\S+$/m.exec(document) ?? [];
  const keys = [VerifierKey.parse(key.trim())];
  const { event, index, checkpoint } = verifyProof(proof, { origin: ledgerOrigin, keys });
  expect([event.type, index, checkpoint.size]).toEqual(['CaseNoted', 2, 7]);
  expect(proof).toBe(proofOf(sealedLog(logLines(7, 3)), 2, 7));
  // Section 4 shows the same checkpoint, with its lines explained.
  const shown = document.slice(document.indexOf('## 4'), document.indexOf('## 5'));
  for (const line of partOf(proof, 'checkpoint').split('\n')) expect(shown).toContain(line);
});
const lacking = ['python3 --version', 'openssl version'].find((command) => {
  const [tool = '', ...options] = command.split(' ');
  return spawnSync(tool, options).status !== 0;
});
const why = lacking === undefined ? undefined : `no ${lacking.split(' ')[0]}`;

describeUnless(why, "A stranger's script of 50 lines", () => {
  const folder = mkdtempSync(join(tmpdir(), 'caseline-proof-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  function check(proof: string, trust: readonly string[]) {
    const path = join(folder, 'proof.json');
    writeFileSync(path, proof);
    const run = spawnSync('python3', [script, path, ...trust], { encoding: 'utf8' });
    return { status: run.status, says: `${run.stdout}${run.stderr}`.trim() };
  }
  const trust = [ledgerOrigin, ledgerKey.verifier.toString()];

  test.each([
    [0, 1],
    [0, 23],
    [11, 23],
    [22, 23],
    [15, 16],
    [16, 17],
  ])('agrees on event %i of %i', (index, size) => {
    const { streamId, revision } = eventAt(index);
    expect(check(proofOf(log, index, size), trust)).toEqual({
      status: 0,
      says: `proven: CaseNoted ${streamId}@${revision} is event ${index} of ${size}`,
    });
  });

  test.each(forgeries)('refuses %s', (_what, proof) => {
    const { status, says } = check(proof, trust);
    expect(says).toMatch(/^refused: /);
    expect(status).toBe(1);
  });

  test('refuses a key that is not what its id says', () => {
    const malformed = [ledgerOrigin, ledgerKey.verifier.toString().replace('+', '+0').slice(0, -1)];
    expect(check(proofOf(log, 11, 23), malformed).status).toBe(1);
    const other = [ledgerOrigin, stranger.verifier.toString()];
    expect(check(proofOf(log, 11, 23), other).says).toBe(
      'refused: another key signed the checkpoint',
    );
  });
});
