/** The running system seals its log: goes on after a restart, and never seals another history. */
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { WrongExpectedRevision } from '@caseline/event-sourcing';
import type { EventStore } from '@caseline/event-sourcing';
import { readSettings } from '@caseline/hosting';
import {
  LEDGER_STREAM,
  LedgerFault,
  openCheckpoint,
  readCheckpointSealed,
  signingKeyOfPem,
} from '@caseline/ledger';
import type { LedgerFaultCode } from '@caseline/ledger';
import { ledgerKeys } from '@caseline/timekeeper';
import { LedgerWorld, keyPem } from '../support/ledger-world.ts';

let world: LedgerWorld;
let store: EventStore;

beforeEach(async () => {
  world = new LedgerWorld();
  store = await world.store();
  await world.note(store, 'a', 'bb', 'ccc', 'dd');
});
afterEach(() => world.end());

const fault = (code: LedgerFaultCode) => expect.objectContaining({ name: 'LedgerFault', code });
const sealsIn = (of: EventStore) => of.readStream(LEDGER_STREAM, { max: 100 });

/** Opens the ledger and reads the log to its end. */
async function reading(of: EventStore, said: { readonly origin?: string } = {}): Promise<void> {
  const sealer = await world.open(of, said);
  await sealer.readOn();
}

describe('A seal', () => {
  test('covers every event but those of the ledger; log and folder hold it', async () => {
    const { note, checkpoint } = await world.seal(store);
    expect(checkpoint).toMatchObject({ size: 4, sealedAt: '2026-03-02T02:00:00.000Z' });
    expect((await sealsIn(store)).map(readCheckpointSealed)).toEqual([
      expect.objectContaining({ size: 4, checkpoint: note }),
    ]);
    expect(world.notes()).toEqual([note]);
  });

  test('asks for no other one: its own event is no leaf', async () => {
    await world.seal(store);
    const sealer = await world.open(store);
    await sealer.readOn();
    expect(sealer.pending).toBe(0);
    await expect(sealer.seal()).rejects.toThrow(RangeError);
  });

  test('is named by the first event unless the settings name it', async () => {
    const [first] = await store.readStream('case-1', { max: 1 });
    const { checkpoint } = await world.seal(store);
    expect(checkpoint.origin).toBe(`caseline/${first?.metadata.hash.slice(0, 16)}`);
    await expect(reading(store, { origin: 'example.org/other' })).rejects.toEqual(
      fault('other-origin'),
    );
  });

  test('by two processes at once is recorded once', async () => {
    const [one, other] = [await world.open(store), await world.open(store)];
    await one.readOn();
    await other.readOn();
    await one.seal();
    await expect(other.seal()).rejects.toThrow(WrongExpectedRevision);
    expect(await sealsIn(store)).toHaveLength(1);
  });
});

describe('After a restart', () => {
  test('sealing goes on from the last seal and comes to the root of the whole log', async () => {
    await world.seal(store);
    await world.note(store, 'eeee', 'f');
    const { checkpoint } = await world.seal(store);
    const whole = await world.copyOf(store, ({ streamId }) => streamId !== LEDGER_STREAM);
    const other = new LedgerWorld();
    try {
      expect(checkpoint.root).toEqual((await other.seal(whole)).checkpoint.root);
    } finally {
      await other.end();
    }
  });

  test('reads only what came behind the last seal', async () => {
    await world.seal(store);
    await world.note(store, 'eeee');
    const read: number[] = [];
    const counting: EventStore = {
      ...bound(store),
      readAll: (options) => {
        read.push(options.after);
        return store.readAll(options);
      },
      readMarks: (options) => {
        read.push(options.after);
        return store.readMarks(options);
      },
    };
    await reading(counting);
    // The last leaf is looked up, and the log is read behind it.
    expect(read).toEqual([2, 3]);
  });

  test('a log that was moved is read from its start, since its positions are others', async () => {
    await world.seal(store);
    await world.note(store, 'eeee');
    const { checkpoint } = await world.seal(store);
    const isFirstSeal = ({ streamId, revision }: { streamId: string; revision: number }) =>
      streamId === LEDGER_STREAM && revision === 0;
    const moved = await world.copyOf(store, (event) => !isFirstSeal(event));
    await world.note(moved, 'f');
    const sealer = await world.open(moved);
    await sealer.readOn();
    expect(sealer.last?.checkpoint).toEqual(checkpoint);
    expect(sealer.pending).toBe(1);
  });
});

describe('Sealing is refused', () => {
  test('when an older log was restored', async () => {
    await world.seal(store);
    await world.note(store, 'eeee');
    await world.seal(store);
    const older = await world.copyOf(store, ({ position }) => position < 5);
    await expect(reading(older)).rejects.toEqual(fault('checkpoint-ahead-of-log'));
  });

  test('when an older log was restored and has grown past the checkpoint', async () => {
    await world.seal(store);
    const older = await world.copyOf(store, ({ position }) => position < 2);
    await world.note(older, 'other', 'history', 'than', 'sealed');
    await expect(reading(older)).rejects.toEqual(fault('log-differs'));
  });

  test('when somebody sealed another history while the folder was away', async () => {
    const older = await world.copyOf(store, ({ position }) => position < 3);
    await world.seal(store);
    await world.note(older, 'other', 'history');
    const apart = new LedgerWorld();
    try {
      await apart.seal(older);
    } finally {
      await apart.end();
    }
    await expect(reading(older)).rejects.toEqual(fault('log-differs'));
  });

  test('when the last seal was not signed by a known key', async () => {
    await world.seal(store);
    world.sealWith(keyPem(2));
    await expect(reading(store)).rejects.toEqual(fault('wrong-key'));
  });

  test('when the folder holds what is no checkpoint', async () => {
    mkdirSync(world.folder);
    const name = '0000000000000004-20260302T020000000Z.checkpoint';
    writeFileSync(join(world.folder, name), 'nothing');
    await expect(reading(store)).rejects.toEqual(fault('malformed-note'));
  });
});

describe('Keys', () => {
  const signersOf = (note: string, ...seeds: readonly number[]): number => {
    const [origin = ''] = note.split('\n', 1);
    const keys = seeds.map((seed) => signingKeyOfPem(origin, keyPem(seed)).verifier);
    return openCheckpoint(note, { origin, keys }).signers.length;
  };

  test('are changed while the old and the new one both sign', async () => {
    const first = await world.seal(store);
    world.sealWith(keyPem(1), keyPem(2));
    await world.note(store, 'eeee');
    const both = await world.seal(store);
    world.sealWith(keyPem(2));
    await world.note(store, 'f');
    const last = await world.seal(store);
    expect(signersOf(first.note, 1)).toBe(1);
    expect(signersOf(both.note, 1, 2)).toBe(2);
    expect(signersOf(last.note, 2)).toBe(1);
    expect(() => signersOf(last.note, 1)).toThrow(LedgerFault);
  });

  test('of before are trusted where the file has their public half', async () => {
    await world.seal(store);
    const earlier = createPublicKey(createPrivateKey(keyPem(1)));
    const pem = earlier.export({ format: 'pem', type: 'spki' }).toString();
    world.sealWith(keyPem(2), pem);
    await world.note(store, 'eeee');
    const { note } = await world.seal(store);
    expect(signersOf(note, 2)).toBe(1);
    expect(() => signersOf(note, 1)).toThrow(LedgerFault);
  });

  test('are made in development, asked for in production', () => {
    const CASELINE_DATA = join(world.root, 'data');
    const origin = 'example.org/caseline';
    const verifiers = () =>
      ledgerKeys(readSettings({ CASELINE_DATA }))?.(origin).trusted.map((key) => key.toString());
    const made = verifiers();
    expect(made).toHaveLength(1);
    expect(verifiers()).toEqual(made);
    expect(ledgerKeys(readSettings({ CASELINE_DATA, NODE_ENV: 'production' }))).toBeNull();
  });

  test('must be in the file that is named', () => {
    world.sealWith('no key');
    const settings = readSettings({ CASELINE_LEDGER_KEY_FILE: world.keyFile });
    expect(() => ledgerKeys(settings)).toThrow(fault('malformed-key'));
  });
});

/** The store with its methods bound, to be spread and changed in part. */
const bound = (of: EventStore): EventStore => ({
  append: (...args) => of.append(...args),
  readStream: (...args) => of.readStream(...args),
  readAll: (options) => of.readAll(options),
  readMarks: (options) => of.readMarks(options),
  subscribe: (options) => of.subscribe(options),
  head: () => of.head(),
  close: () => of.close(),
});
